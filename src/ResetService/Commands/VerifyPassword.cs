using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;

namespace ResetService.Commands;

internal static class VerifyPassword
{
    /// <summary>Does what a sign-in does with a password, so that a reset can be checked to the end.</summary>
    /// <returns>0 when the password is the account's, else 1.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string email, CancellationToken cancellation)
    {
        var password = await Console.In.ReadLineAsync(cancellation);
        if (password is null || !EmailAddress.TryParse(email, out var address)) return Answer(false);

        var hash = await services.GetRequiredService<AccountStore>().FindHashAsync(address, cancellation);

        return Answer(hash is not null && await services.GetRequiredService<PasswordHasher>().VerifyAsync(password, hash, cancellation) is true);
    }

    private static int Answer(bool verified)
    {
        Console.WriteLine(verified ? "yes" : "no");
        return verified ? 0 : 1;
    }
}
