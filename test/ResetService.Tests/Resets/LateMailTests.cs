using Microsoft.AspNetCore.Http;
using ResetService.Tests.Support;
using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Resets;

/// <summary>A provider that is away for a while.</summary>
internal sealed class LateMailTests() : ResetTest(Parts.Real, log: Log)
{
    private static readonly WholeLog Log = new();

    private const int TriesInARow = 4; // as SendGridFailureTests have them: the last of them ends what was begun in time

    [Test]
    [Property("Checklist", "K4")]
    public async Task A_mail_that_could_not_go_out_while_its_code_lived_never_does_and_the_log_says_so()
    {
        var (address, _) = await AskWhileAwayAsync();
        var told = Log.NextAsync("Error ResetService.Resets.MailWorker: The mail of ticket");

        Api.Clock.Advance(TimeSpan.FromMinutes(11));
        Api.SendGrid.Answer = null;

        await Assert.ThatAsync(async () =>
        {
            Api.Clock.Advance(TimeSpan.FromSeconds(5)); // the worker is due to look for work again
            return (await LengthAsync(TicketKeys.Mail), await LengthAsync(TicketKeys.DeadMail));
        }, Is.EqualTo((0, 1)).After(10_000, 50));
        Assert.That(await told.WaitAsync(TimeSpan.FromSeconds(10)), Does.Contain("could not go out while its code or link lived").And.Not.Contain(address));
        Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address));
    }

    [Test]
    public async Task A_stream_of_other_mails_keeps_no_retry_waiting()
    {
        var (address, ticket) = await AskWhileAwayAsync();
        Api.SendGrid.Answer = null;

        await Assert.ThatAsync(async () =>
        {
            Api.Clock.Advance(TimeSpan.FromSeconds(3)); // less than an idle worker waits
            await Client.SendCodeAsync(await OpenElsewhereAsync(ticket));
            return Api.SendGrid.Mails.Select(mail => mail.To);
        }, Has.One.EqualTo(address).After(10_000, 50));
    }

    private async Task<(string Address, Ticket Ticket)> AskWhileAwayAsync()
    {
        var address = (await Api.SignUpAsync()).Email;
        var before = Api.SendGrid.Refused.Count;
        Api.SendGrid.Answer = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var ticket = await Client.OpenAsync(address, sendCode: true);
        Assert.That(() => Api.SendGrid.Refused.Count, Is.EqualTo(before + TriesInARow).After(5_000, 10));
        return (address, ticket);
    }

    /// <summary>A ticket whose mails wait in another queue.</summary>
    private async Task<Ticket> OpenElsewhereAsync(Ticket ticket)
    {
        while (true)
        {
            var other = await Client.OpenAsync(ResetApi.FreshAddress());
            if (TicketId.Read(other.Id).Partition != TicketId.Read(ticket.Id).Partition) return other;
        }
    }

    private async Task<int> LengthAsync(Func<int, RedisKey> key)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Api.Redis!.ConnectionString);
        return (int)(await Task.WhenAll(TicketId.AllPartitions.Select(partition => redis.GetDatabase().SortedSetLengthAsync(key(partition))))).Sum();
    }
}
