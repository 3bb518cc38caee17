using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Pages;

/// <summary>When a part is down, the page waits for it, says so, and goes on by itself.</summary>
internal sealed class PageOutageTests() : PageTest(Parts.Real)
{
    [Test]
    public async Task Redis_down_in_the_middle_costs_time_and_nothing_else()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);

        await Api.Redis!.StopAsync();
        await customer.ConfirmAsync(mail.Code);
        await customer.ReadsAsync("#status", "No answer yet. Trying again in 5 seconds…");
        await Api.Redis.StartAgainAsync();
        await Assert.ThatAsync(ReadyAsync, Is.EqualTo(HttpStatusCode.OK).After(20_000, 50));
        await customer.Page.Clock.RunForAsync(5000);

        await customer.SeesAsync("password");

        async Task<HttpStatusCode> ReadyAsync()
        {
            Api.Clock.Advance(TimeSpan.FromSeconds(1)); // until then a report stands
            return (await Client.CallAsync(HttpMethod.Get, "health/ready", secret: null)).Status;
        }
    }

    [Test]
    public async Task Three_seconds_without_Redis_are_waited_for()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync(account.Email);
        await customer.ConfirmAsync(mail.Code);
        await customer.SeesAsync("password");

        await Api.Redis!.StallAsync(TimeSpan.FromSeconds(3));
        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await customer.ReadsAsync("#status", "One moment…");

        await customer.SeesAsync("done");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    public async Task Whoever_is_offline_goes_on_when_that_is_over()
    {
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);

        await customer.Page.Context.SetOfflineAsync(true);
        await customer.ConfirmAsync(mail.Code);
        await customer.ReadsAsync("#status", "You’re offline.");
        await customer.Page.Context.SetOfflineAsync(false);

        await customer.SeesAsync("password");
    }

    [Test]
    public async Task An_answer_that_gets_lost_is_asked_for_again_and_happens_once()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        await customer.ConfirmAsync((await customer.GetMailAsync(account.Email)).Code);
        await customer.SeesAsync("password");
        await customer.Page.RouteAsync("**/password", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        }, new() { Times = 1 });

        await customer.SetPasswordAsync(ResetApi.GoodPassword);

        await customer.SeesAsync("done");
        Assert.That(customer.Requests.Count(request => request.Method == "PUT"), Is.EqualTo(2));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    public async Task A_service_that_stays_away_is_said_to_be_and_can_be_asked_again()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);

        await customer.Page.RouteAsync("**/confirmation", route => route.AbortAsync());
        await customer.ConfirmAsync(mail.Code);
        while (await customer.Find("#confirmation [role=alert]:empty").CountAsync() > 0) await customer.Page.Clock.RunForAsync(1000);
        await customer.ReadsAsync("#confirmation [role=alert]", "We can’t be reached at the moment.");
        await customer.Page.UnrouteAsync("**/confirmation");
        await customer.PressAsync("#confirmation button");

        await customer.SeesAsync("password");
    }
}
