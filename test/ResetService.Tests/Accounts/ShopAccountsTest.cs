using Microsoft.Extensions.DependencyInjection;
using ResetService.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>Users tables as shops have them, and how the service is told of each.</summary>
internal abstract class ShopAccountsTest(UsersTable table)
{
    protected ShopUsers Users { get; } = ShopUsers.Of(table);

    protected WholeLog Log { get; } = new();

    protected Shop Shop { get; private set; } = null!;

    private PasswordHasher Hasher => Shop.Api.Services.GetRequiredService<PasswordHasher>();

    [OneTimeSetUp]
    public async Task OpenShop() => Shop = await Shop.OpenAsync(Users.Sql, Users.Settings, Log);

    [OneTimeTearDown]
    public async Task CloseShop()
    {
        await Shop.DisposeAsync();
        Log.Dispose();
    }

    protected async Task<string> SignUpAsync(string? address = null)
    {
        address ??= ResetApi.FreshAddress();
        await Users.AddAsync(Shop, address, await HashAsync(ResetApi.OldPassword));
        return address;
    }

    protected async Task<string> HashAsync(string password) => (await Hasher.HashAsync(password, CancellationToken.None))!;

    protected async Task<bool> SignsInAsync(string address, string password) =>
        await Hasher.VerifyAsync(password, (await Users.ReadAsync(Shop, address, Users.Hash))!, CancellationToken.None) is true;
}
