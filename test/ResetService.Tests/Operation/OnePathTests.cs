using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Support;
using ResetService.Webhooks;
using StackExchange.Redis;

namespace ResetService.Tests.Operation;

/// <summary>For whoever waits for an answer, an address with an account and one without take the same way through Redis, and none through Postgres.</summary>
internal sealed partial class OnePathTests
{
    [Test]
    [Property("Checklist", "A2")]
    [Property("Checklist", "A4")]
    public async Task Known_or_not_an_address_costs_the_same_commands_of_Redis_and_no_query()
    {
        // With the default limits: raised ones drain within milliseconds, and what Redis does then hangs on the moment.
        await using var deployment = await Deployment.StartAsync(limited: true);
        // With someone who hears of what happens: telling is part of the way.
        var client = deployment.ClientOf(await deployment.LaunchAsync("api",
            ("Webhooks__Endpoints__shop__Url", "https://shop.example.com/"), ("Webhooks__Endpoints__shop__Secret", WebhookSecret.Draw())));
        var (known, unknown) = (await deployment.SignUpAsync(), ResetApi.FreshAddress());
        await using var redis = await ConnectionMultiplexer.ConnectAsync(deployment.Redis.ConnectionString);
        await AskAsync(client, ResetApi.FreshAddress()); // Redis learns the scripts
        await GuessAsync(client, await AskAsync(client, ResetApi.FreshAddress()), "000000");
        await using var monitor = GuardedProcess.Start(["redis-cli", "-p", deployment.Redis.Port.ToString(CultureInfo.InvariantCulture), "MONITOR"]);
        await monitor.WaitUntilAsync(() => Task.FromResult(monitor.Output.Count > 0));

        Ticket[] tickets = [null!, null!];
        var knownAsked = await WatchAsync(async () => tickets[0] = await AskAsync(client, known));
        var unknownAsked = await WatchAsync(async () => tickets[1] = await AskAsync(client, unknown));
        // Now the one has a code to guess and the other has none.
        var worker = await deployment.LaunchAsync("worker");
        var code = (await deployment.SendGrid.NextMailAsync(known)).Code;
        await Assert.ThatAsync(deployment.WaitingMailsAsync, Is.Zero.After(10_000, 20));
        await worker.StopAsync();
        var knownGuessed = await WatchAsync(() => GuessAsync(client, tickets[0], code == "000000" ? "000001" : "000000"));
        var unknownGuessed = await WatchAsync(() => GuessAsync(client, tickets[1], "000000"));
        var connections = await ConnectionsAsync();
        await client.SetPasswordAsync(tickets[0].Id, tickets[1].Token, ResetApi.GoodPassword);
        var connectionsOfStep4 = await ConnectionsAsync();
        await AskForHelpAsync(client, await client.OpenAsync(ResetApi.FreshAddress()));
        var knownHelped = await WatchAsync(() => AskForHelpAsync(client, tickets[0]));
        var unknownHelped = await WatchAsync(() => AskForHelpAsync(client, tickets[1]));

        Assert.That(knownAsked, Has.Count.GreaterThan(20).And.Some.StartsWith("lua zadd"));
        Assert.That(knownGuessed, Has.Count.GreaterThan(20).And.Some.StartsWith("lua hincrby").And.Some.StartsWith("lua zadd events "));
        Assert.That(unknownAsked, Is.EqualTo(knownAsked));
        Assert.That(knownHelped, Has.Count.GreaterThan(10).And.Some.StartsWith("lua hset"));
        Assert.That(unknownGuessed, Is.EqualTo(knownGuessed));
        Assert.That(unknownHelped, Is.EqualTo(knownHelped));
        Assert.That((connections, connectionsOfStep4), Is.EqualTo((0, 1)), "a connection would stay open in its pool");

        // The commands between two marks.
        async Task<IReadOnlyList<string>> WatchAsync(Func<Task> walkAsync)
        {
            string[] marks = [$"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}"];
            await redis.GetDatabase().ExecuteAsync("ECHO", marks[0]);
            await walkAsync();
            await redis.GetDatabase().ExecuteAsync("ECHO", marks[1]);
            await monitor.WaitUntilAsync(() => Task.FromResult(monitor.Output.Any(line => line.Contains(marks[1], StringComparison.Ordinal))));
            return [.. monitor.Output
                .SkipWhile(line => !line.Contains(marks[0], StringComparison.Ordinal)).TakeWhile(line => !line.Contains(marks[1], StringComparison.Ordinal))
                .Where(IsOurs).Select(Shape)];
        }

        async Task<int> ConnectionsAsync()
        {
            await using var db = deployment.OpenDatabase();
            return await db.Database.SqlQuery<int>(
                $"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()""").SingleAsync();
        }
    }

    private static async Task<Ticket> AskAsync(ResetClient client, string address)
    {
        var ticket = await client.OpenAsync(address);
        await client.SendCodeAsync(ticket);
        await client.SendCodeAsync(ticket); // too early
        await client.ReadAsync(ticket);
        return ticket;
    }

    private static async Task AskForHelpAsync(ResetClient client, Ticket ticket)
    {
        await client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone.");
        await client.RequestSupportAsync(ticket, "ada.l@example.org", "Are you there?");
        await client.ReadAsync(ticket);
    }

    private static async Task GuessAsync(ResetClient client, Ticket ticket, string code)
    {
        for (var guess = 1; guess <= 6; guess++) await client.ConfirmAsync(ticket, code); // the last one finds it locked
        await client.SendCodeAsync(ticket);
        await client.ReadAsync(ticket);
    }

    // Not the client library's own, which come by a clock.
    private static bool IsOurs(string line) => line.Contains(" lua] ", StringComparison.Ordinal) || line.Contains("\"reset:", StringComparison.Ordinal);

    /// <summary>A command without what is drawn: its name, and for each argument the kind of key or the length.</summary>
    private static string Shape(string line)
    {
        var words = Word().Matches(line).Select(word => word.Groups["text"].Value).ToArray();
        var arguments = words.Skip(1).Select(word => Key().Match(word) is { Success: true } key ? key.Value : word.All(char.IsAsciiDigit) ? "n" : $"{word.Length}");

        return $"{(line.Contains(" lua] ", StringComparison.Ordinal) ? "lua " : "")}{words[0].ToLowerInvariant()} {string.Join(' ', arguments)}";
    }

    [GeneratedRegex("\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Word();

    // reset:{partition}:ticket, reset:limit:{policy, and what a wake-up call says
    [GeneratedRegex(@"(?<=^reset:\{\d+\}:)\w+|(?<=^reset:)limit:\{[\w-]+|^mail:(?=\d+$)")]
    private static partial Regex Key();
}
