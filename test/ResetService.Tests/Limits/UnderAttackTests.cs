using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

/// <summary>Past so many wrong codes in all, the six-digit way is closed to everyone, and the link is the owner's.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class UnderAttackTests(Parts parts)
{
    private ResetApi api = null!;
    private HttpClient http = null!;
    private ResetClient client = null!;

    [SetUp]
    public async Task Start()
    {
        api = await ResetApi.StartAsync(parts, new Dictionary<string, string?> { ["Limits:WrongCodesInAll:Limit"] = "5" });
        http = api.CreateClient();
        client = new ResetClient(http);
    }

    [TearDown]
    public async Task Stop()
    {
        http.Dispose();
        await api.DisposeAsync();
    }

    [Test]
    [Property("Checklist", "D4")]
    [Property("Checklist", "D8")]
    public async Task Every_new_mail_carries_a_link_until_the_attack_is_over()
    {
        var account = await api.SignUpAsync();
        var quiet = Meters.Read(api, "reset.attack");
        await GuessAsync(5);
        var bearable = await SendAsync(ResetApi.FreshAddress());

        await GuessAsync(1);
        var risen = Meters.Read(api, "reset.attack");
        var known = await SendAsync(account.Email);
        var unknown = await SendAsync(ResetApi.FreshAddress());
        var mail = await api.SendGrid.NextMailAsync(account.Email);
        var opened = await client.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token);
        var set = await client.SetPasswordAsync(opened["ticketId"], opened["pass"], ResetApi.GoodPassword);

        api.Clock.Advance(TimeSpan.FromHours(1));
        var after = await SendAsync(ResetApi.FreshAddress());

        Assert.That((quiet, risen, Meters.Read(api, "reset.attack")), Is.EqualTo((0, 1, 0)));
        Assert.That((bearable["kind"], known["kind"], unknown["kind"], after["kind"]), Is.EqualTo(("code", "link", "link", "code")));
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    public async Task A_link_lives_an_hour()
    {
        var account = await api.SignUpAsync();
        await GuessAsync(6);
        var sent = await SendAsync(account.Email);
        var (id, token) = (await api.SendGrid.NextMailAsync(account.Email)).Link;

        api.Clock.Advance(TimeSpan.FromHours(1));
        var late = await client.ConfirmLinkAsync(id, token);

        Assert.That(sent.Body.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(api.Clock.GetUtcNow()));
        Assert.That(late.Problem, Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_code_that_was_mailed_before_still_works_and_a_resend_ends_it()
    {
        var (early, late) = (await api.SignUpAsync(), await api.SignUpAsync());
        var tickets = (await client.OpenAsync(early.Email, sendCode: true), await client.OpenAsync(late.Email, sendCode: true));
        var codes = ((await api.SendGrid.NextMailAsync(early.Email)).Code, (await api.SendGrid.NextMailAsync(late.Email)).Code);
        await GuessAsync(6);
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        var confirmed = await client.ConfirmAsync(tickets.Item1, codes.Item1);
        var resent = await client.SendCodeAsync(tickets.Item2);

        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(resent["kind"], Is.EqualTo("link"));
        Assert.That((await client.ConfirmAsync(tickets.Item2, codes.Item2)).Problem, Is.EqualTo("link-sent"));
        Assert.That((await api.SendGrid.NextMailAsync(late.Email, 2)).Link.Token, Is.Not.Empty);
    }

    [Test]
    [Property("Checklist", "D4")]
    public async Task Guesses_for_addresses_without_an_account_are_part_of_the_attack()
    {
        await GuessAsync(6);

        Assert.That((await SendAsync((await api.SignUpAsync()).Email))["kind"], Is.EqualTo("link"));
    }

    private async Task GuessAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            var guess = await client.ConfirmAsync(await client.OpenAsync(ResetApi.FreshAddress(), sendCode: true), "000000");
            Assert.That(guess.Problem, Is.AnyOf("wrong-code"));
        }
    }

    private async Task<Answer> SendAsync(string address) => await client.SendCodeAsync(await client.OpenAsync(address));
}
