using System.Net;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>A new password is none of the last three, where the settings ask for that.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class PasswordHistoryTests(Parts parts) : ResetTest(parts, new Dictionary<string, string?> { ["Passwords:History"] = "3" })
{
    private static readonly string[] Passwords = [.. Enumerable.Range(1, 4).Select(i => $"a Quiet river {i:00} runs")];

    [Test]
    public async Task The_last_passwords_are_refused_and_the_one_before_them_is_free_again()
    {
        var account = await Api.SignUpAsync();
        foreach (var password in Passwords[..3]) await SetAsync(account, password);
        var (ticket, pass) = await ConfirmedAsync(account);

        foreach (var password in Passwords[..3])
        {
            var refused = await Client.SetPasswordAsync(ticket.Id, pass, password);

            refused.AssertRefused("password-rejected");
            Assert.That(refused.Body.GetProperty("reasons")[0].GetProperty("code").GetString(), Is.EqualTo("reused"), password);
        }

        Assert.That((await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.OldPassword)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task No_more_hashes_are_kept_than_are_compared()
    {
        var account = await Api.SignUpAsync();

        foreach (var password in Passwords) await SetAsync(account, password);

        await using var db = await Api.OpenDatabaseAsync();
        var kept = await db.PasswordHistory.Where(password => password.AccountId == $"{account.Id}").ToListAsync();
        Assert.That(kept.Select(password => password.PasswordHash), Is.Unique.And.Exactly(2).StartsWith("$argon2id$"));
    }

    [Test]
    public async Task What_a_larger_number_kept_is_forgotten_oldest_first()
    {
        var account = await Api.SignUpAsync();
        await Api.RememberAsync(account, "newest", "newer", "older", "oldest");

        await SetAsync(account, Passwords[0]);
        var after = await Api.RememberedAsync(account);
        await SetAsync(account, Passwords[1]);
        var later = await Api.RememberedAsync(account);

        Assert.That(after, Is.EqualTo(new[] { account.PasswordHash, "newest", "", "" }));
        Assert.That(later[1..], Is.EqualTo(new[] { account.PasswordHash, "", "" }));
    }

    [Test]
    public async Task An_account_without_a_password_has_none_to_remember()
    {
        var account = await Api.SignUpAsync(change: account => account.PasswordHash = "");

        await SetAsync(account, Passwords[0]);

        await using var db = await Api.OpenDatabaseAsync();
        Assert.That(await db.PasswordHistory.AnyAsync(password => password.AccountId == $"{account.Id}"), Is.False);
    }

    [Test]
    public async Task A_hash_of_any_format_is_remembered()
    {
        const string before = "Zimný čajník 42"; // by Django
        var account = await Api.SignUpAsync(change: account => account.PasswordHash = "pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$DVwzKmnkxWesjSo90AC/0NxmZvzU2towHoCJm49Vyxo=");
        await SetAsync(account, Passwords[0]);
        var (ticket, pass) = await ConfirmedAsync(account);

        (await Client.SetPasswordAsync(ticket.Id, pass, before)).AssertRefused("password-rejected");
    }

    // While one call has just set it, the next finds it in use: both must be answered alike.
    [Test]
    public async Task The_same_call_many_times_at_once_is_no_reuse()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)));

        Assert.That(answers.Select(answer => (answer.Status, answer.Text)).Distinct(), Is.EqualTo(new[] { (HttpStatusCode.OK, answers[0].Text) }));
    }

    private async Task SetAsync(Account account, string password)
    {
        var (ticket, pass) = await ConfirmedAsync(account);
        var set = await Client.SetPasswordAsync(ticket.Id, pass, password);
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);

        // An address gets few mails an hour. What is in a worker's hands at the leap would be due again.
        await using var db = await Api.OpenDatabaseAsync();
        await Assert.ThatAsync(() => db.Outbox.AnyAsync(message => message.DoneAt == null), Is.False.After(10_000, 20));
        Api.Clock.Advance(TimeSpan.FromHours(4));
    }
}
