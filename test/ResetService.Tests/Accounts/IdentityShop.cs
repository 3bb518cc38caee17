using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ResetService.Tests.Accounts;

/// <summary>A shop made of ASP.NET Core Identity as it comes: its tables, its endpoints, its cookie.</summary>
internal sealed class IdentityShop : IAsyncDisposable
{
    private readonly WebApplication app;

    private IdentityShop(WebApplication app) => this.app = app;

    public static async Task<IdentityShop> OpenAsync(string connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContext<IdentityDbContext>(db => db.UseNpgsql(connectionString));
        builder.Services.AddIdentityApiEndpoints<IdentityUser>().AddEntityFrameworkStores<IdentityDbContext>();
        builder.Services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.Zero); // as deploy/beside-aspnet-identity.md advises
        builder.Services.AddAuthorization();

        var shop = new IdentityShop(builder.Build());
        shop.app.MapIdentityApi<IdentityUser>();
        shop.app.MapGet("/who", (ClaimsPrincipal customer) => customer.FindFirstValue(ClaimTypes.Email)).RequireAuthorization();
        await shop.WithAsync<IdentityDbContext, bool>(db => db.Database.EnsureCreatedAsync());
        await shop.app.StartAsync();
        return shop;
    }

    /// <summary>Signs a customer up by Identity's own endpoint, and confirms the address.</summary>
    public async Task SignUpAsync(string email, string password)
    {
        using var http = Browser();
        using var registered = await http.PostAsJsonAsync("register", new { email, password });
        Assert.That(registered.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        await ChangeAsync(email, async (users, user) => await users.ConfirmEmailAsync(user, await users.GenerateEmailConfirmationTokenAsync(user)));
    }

    public Task<IdentityResult> ChangeAsync(string email, Func<UserManager<IdentityUser>, IdentityUser, Task<IdentityResult>> change) =>
        WithAsync<UserManager<IdentityUser>, IdentityResult>(async users => await change(users, await Find(users, email)));

    public Task<IdentityUser> ReadAsync(string email) => WithAsync<UserManager<IdentityUser>, IdentityUser>(users => Find(users, email));

    /// <summary>Signs in by Identity's own endpoint.</summary>
    /// <returns>A browser with the session's cookie, or null.</returns>
    public async Task<HttpClient?> SignInAsync(string email, string password)
    {
        var http = Browser();
        using var answer = await http.PostAsJsonAsync("login?useCookies=true", new { email, password });
        if (answer.StatusCode is HttpStatusCode.OK) return http;

        http.Dispose();
        return null;
    }

    /// <summary>What a page of the shop that asks for a session answers to a browser.</summary>
    public static async Task<HttpStatusCode> VisitAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(new Uri("who", UriKind.Relative));
        return answer.StatusCode;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private HttpClient Browser() => new() { BaseAddress = new Uri(app.Urls.Single()) };

    private static async Task<IdentityUser> Find(UserManager<IdentityUser> users, string email) => (await users.FindByEmailAsync(email))!;

    private async Task<TResult> WithAsync<TService, TResult>(Func<TService, Task<TResult>> use) where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
