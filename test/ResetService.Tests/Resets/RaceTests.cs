using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Many calls at once get no more than one after another would.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class RaceTests(Parts parts) : ResetTest(parts, Settings)
{
    private const int Many = 50;

    // What is raced for is the pass, not the limits around it.
    private static readonly Dictionary<string, string?> Settings = new() { ["Codes:PasswordSets"] = "1000", ["Passwords:Hash:QueueLimit"] = "1000" };

    [Test]
    [Property("Checklist", "E2")]
    public async Task The_right_code_many_times_at_once_buys_one_pass()
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());

        var answers = await AtOnceAsync(Many, _ => Client.ConfirmAsync(ticket, mail.Code));

        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        foreach (var answer in answers.Where(answer => answer.Status != HttpStatusCode.OK)) answer.AssertRefused("already-confirmed");
    }

    [Test]
    [Property("Checklist", "E1")]
    public async Task Of_many_wrong_codes_at_once_five_are_compared()
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());
        var wrong = Enumerable.Range(0, 1000).Select(n => $"000{n:000}").Where(code => code != mail.Code).Take(200).ToArray();

        var answers = await AtOnceAsync(wrong.Length, i => Client.ConfirmAsync(ticket, wrong[i]));

        Assert.That(answers.Count(answer => answer.Problem == "wrong-code"), Is.EqualTo(5));
        Assert.That(answers.Count(answer => answer.Problem == "ticket-locked"), Is.EqualTo(195));
        (await Client.ConfirmAsync(ticket, mail.Code)).AssertRefused("ticket-locked");
    }

    [Test]
    [Property("Checklist", "E3")]
    public async Task Of_many_passwords_at_once_one_is_set()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var answers = await AtOnceAsync(Many, i => Client.SetPasswordAsync(ticket.Id, pass, Password(i)));

        var winner = answers.Select((answer, i) => (answer.Status, Password: Password(i))).Single(set => set.Status == HttpStatusCode.OK).Password;
        foreach (var answer in answers.Where(answer => answer.Status != HttpStatusCode.OK)) answer.AssertRefused("ticket-not-found");
        foreach (var password in Enumerable.Range(0, Many).Select(Password))
            Assert.That(await Api.SignsInAsync(account.Id, password), Is.EqualTo(password == winner), password);
    }

    [Test]
    public async Task The_same_password_many_times_at_once_is_set_once_and_answered_alike()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var answers = await AtOnceAsync(10, _ => Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword));

        Assert.That(answers.Select(answer => (answer.Status, answer.Text)).Distinct(), Is.EqualTo(new[] { (HttpStatusCode.OK, answers[0].Text) }));
    }

    [Test]
    [Property("Checklist", "C7")]
    public async Task Of_two_open_tickets_at_once_one_wins()
    {
        var account = await Api.SignUpAsync();
        (Ticket Ticket, string Pass)[] open = [await ConfirmedAsync(account), await ConfirmedAsync(account)];

        var answers = await AtOnceAsync(open.Length, i => Client.SetPasswordAsync(open[i].Ticket.Id, open[i].Pass, Password(i)));

        Assert.That(answers.Select(answer => answer.Problem), Is.EquivalentTo(new[] { null, "ticket-not-found" }));
        var winner = Password(Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.OK));
        Assert.That(await Api.SignsInAsync(account.Id, winner), Is.True);
    }

    private static string Password(int i) => $"a Quiet river {i:00} runs";

    /// <summary>Lets all calls go at the same moment.</summary>
    private static Task<Answer[]> AtOnceAsync(int calls, Func<int, Task<Answer>> call)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = Enumerable.Range(0, calls).Select(async i =>
        {
            await gate.Task;
            return await call(i);
        }).ToArray();
        gate.SetResult();
        return Task.WhenAll(answers);
    }
}
