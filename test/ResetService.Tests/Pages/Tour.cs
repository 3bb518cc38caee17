using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>Leads a customer past every screen there is, in each state that is worth a look.</summary>
internal static class Tour
{
    /// <summary>The state of a screen that its customer was just led to.</summary>
    public const string New = "new";

    /// <param name="api">Where.</param>
    /// <param name="customer">Who has just arrived.</param>
    /// <param name="lookAsync">Takes the screen and its state.</param>
    public static async Task TakeAsync(ResetApi api, Customer customer, Func<string, string, Task> lookAsync)
    {
        var account = await api.SignUpAsync();
        var query = new Uri(customer.Page.Url).Query;
        await customer.SeesAsync("email");
        await lookAsync("email", "first");
        await customer.PressAsync("#email form button");
        await lookAsync("email", "wrong");
        await customer.TypeAsync("#address", account.Email);
        await customer.SlideAsync();
        await lookAsync("email", "verified");

        await customer.PressAsync("#email form button");
        await LookAsync("method");
        await customer.PressAsync("#method [data-go=support]");
        await LookAsync("support");
        await customer.TypeAsync("#contact", "ada@example.org");
        await customer.TypeAsync("#message", "✉ 🙏");
        await customer.PressAsync("#support form button");
        await LookAsync("supported");
        await customer.Page.GoBackAsync();

        await customer.PressAsync("[data-go=send]");
        await LookAsync("send");
        await customer.PressAsync("#send form button");
        await LookAsync("code");
        var mail = await api.SendGrid.NextMailAsync(account.Email);
        await customer.PressAsync("summary");
        await customer.ConfirmAsync(Wrong(mail.Code));
        await Expect(customer.Find("#digits-error")).Not.ToBeEmptyAsync();
        await lookAsync("code", "wrong");

        await customer.ConfirmAsync(mail.Code);
        await LookAsync("password");
        await customer.TypeAsync("#new-password", "Summer2024");
        await Expect(customer.Find(".strength output")).Not.ToBeEmptyAsync();
        await lookAsync("password", "weak");
        await customer.TypeAsync("#new-password", ResetApi.GoodPassword);
        await customer.TypeAsync("#repeat", ResetApi.GoodPassword);
        await Expect(customer.Find(".rules .met")).ToHaveCountAsync(6);
        await lookAsync("password", "strong");
        await customer.PressAsync("#password form button");
        await LookAsync("done");

        await customer.GoAsync($"{query}#link=id.token");
        await customer.SeesAsync("link");
        await lookAsync("link", "first");
        await customer.PressAsync("#link button");
        await LookAsync("over");

        async Task LookAsync(string screen)
        {
            await customer.SeesAsync(screen);
            await lookAsync(screen, New);
        }
    }

    private static string Wrong(string code) => $"{code[..^1]}{(code[^1] - '0' + 1) % 10}";
}
