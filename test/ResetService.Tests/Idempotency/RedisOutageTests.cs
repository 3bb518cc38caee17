using System.Net;
using ResetService.Idempotency;
using ResetService.Tests.Support;

namespace ResetService.Tests.Idempotency;

/// <summary>Redis goes away before a call, and while one runs.</summary>
internal sealed class RedisOutageTests() : IdempotencyTest(Parts.Real)
{
    [Test]
    public async Task While_redis_is_away_no_call_runs()
    {
        var body = new { email = ResetApi.FreshAddress() };
        var key = NewKey();

        await Api.Redis!.StopAsync();
        var refused = await CreateTicketAsync(key, body);
        await StartRedisAgainAsync();

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "service-unavailable")));
        await WaitUntilAsync(async () => (await CreateTicketAsync(key, body)).Status == HttpStatusCode.Accepted);
    }

    [Test]
    public async Task A_password_is_set_and_answered_though_redis_went_away_meanwhile()
    {
        var account = await Api.SignUpAsync();
        var pass = await BuyPassAsync(account);
        var key = NewKey();

        Task<Answer> running;
        await using (await HoldAsync(account))
        {
            running = await BeginAsync(() => SetPasswordAsync(key, pass, ResetApi.GoodPassword));
            await Api.WaitForBlockedQueryAsync();
            await Api.Redis!.StopAsync();
        }

        var first = await running;
        await StartRedisAgainAsync();
        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.OK), first.Text);
        Answer? soon = null;
        await WaitUntilAsync(async () => (soon = await SetPasswordAsync(key, pass, ResetApi.GoodPassword)).Problem != "service-unavailable");
        Assert.That(soon!.Problem, Is.EqualTo("request-in-progress"));

        Api.Clock.Advance(CallStore.ClaimsLive);
        AssertSame(await SetPasswordAsync(key, pass, ResetApi.GoodPassword), first);
    }

    private async Task StartRedisAgainAsync()
    {
        await Api.Redis!.StartAgainAsync();
        await WaitUntilAsync(() => Task.FromResult(Connection.GetServers().Single().IsConnected));
    }
}
