using Microsoft.AspNetCore.Http;
using ResetService.Tests.Support;
using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Resets;

/// <summary>A provider that is away for longer than a code lives.</summary>
internal sealed class LateMailTests() : ResetTest(Parts.Real)
{
    private const int TriesInARow = 4; // as SendGridFailureTests have them: the last of them ends what was begun in time

    [Test]
    [Property("Checklist", "K4")]
    public async Task A_mail_that_could_not_go_out_while_its_code_lived_never_does()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Api.Redis!.ConnectionString);
        var account = await Api.SignUpAsync();
        Api.SendGrid.Answer = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        await Client.OpenAsync(account.Email, sendCode: true);
        Assert.That(() => Api.SendGrid.Refused.Count, Is.EqualTo(TriesInARow).After(5_000, 10));

        Api.Clock.Advance(TimeSpan.FromMinutes(11));
        Api.SendGrid.Answer = null;

        // Each time it is asked, the worker is due to look for work again.
        Assert.That(async () =>
        {
            Api.Clock.Advance(TimeSpan.FromSeconds(5));
            var waiting = await Task.WhenAll(TicketId.AllPartitions.Select(partition => redis.GetDatabase().SortedSetLengthAsync(TicketKeys.Mail(partition))));
            return waiting.Sum();
        }, Is.Zero.After(10_000, 50));
        Assert.That(Api.SendGrid.Mails.Count, Is.Zero);
    }
}
