using System.Net;
using Microsoft.EntityFrameworkCore;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>What operators do with the same binary.</summary>
internal sealed class CommandLineTests
{
    private const string Header = "email,password,locale,storefront";

    private Deployment deployment = null!;

    [OneTimeSetUp]
    public async Task Deploy() => deployment = await Deployment.StartAsync();

    [OneTimeTearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task Migrate_runs_twice_and_keeps_what_is_there()
    {
        var address = await deployment.SignUpAsync();

        var again = await deployment.RunAsync("migrate");

        Assert.That(again.ExitCode, Is.Zero, again.Output);
        Assert.That((await deployment.ReadAccountAsync(address)).Email, Is.EqualTo(address));
    }

    [Test]
    public async Task Keys_new_prints_two_keys_that_the_service_takes()
    {
        var (exitCode, output) = await deployment.RunAsync("keys", "new");

        var keys = output.Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.That(exitCode, Is.Zero);
        Assert.That(keys.Keys, Is.EqualTo(["Keys__Current", "Keys__Address"]));
        Assert.That(new KeyOptions { Current = keys["Keys__Current"], Address = keys["Keys__Address"] }.Validate(new(keys)), Is.Empty);
    }

    [Test]
    [Property("Checklist", "P1")]
    public async Task Partners_new_key_prints_a_key_and_the_setting_that_knows_it()
    {
        var (exitCode, output) = await deployment.RunAsync("partners", "new-key", "erp-1");
        var another = await deployment.RunAsync("partners", "new-key", "erp-1");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output.Split('\n'), Has.Length.EqualTo(2));
        Assert.That(Secret.TryParse(output.Split('\n')[0].Replace("X-Api-Key: ", "", StringComparison.Ordinal), out var key), Is.True, "256 bits");
        Assert.That(output.Split('\n')[1], Is.EqualTo($"Partners__erp-1__KeyDigest={key.Digest}"));
        Assert.That(another.Output, Is.Not.EqualTo(output));
    }

    [Test]
    public async Task A_name_that_no_partner_can_have_gets_no_key()
    {
        var (exitCode, output) = await deployment.RunAsync("partners", "new-key", "a:b");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("letters").And.Not.Contain("X-Api-Key"));
    }

    [Test]
    public async Task An_import_takes_what_spreadsheets_write()
    {
        var (quoted, bare) = (ResetApi.FreshAddress(), ResetApi.FreshAddress());

        var imported = await deployment.ImportAsync(
            $"\uFEFFEmail,Password,Locale,Storefront\r\n\"{quoted}\",\"a, \"\"quoted\"\" Pass 1\",sk,default\r\n\r\n{bare.ToUpperInvariant()},,,\r\n");

        Assert.That(imported.ExitCode, Is.Zero, imported.Output);
        Assert.That(await deployment.VerifyPasswordAsync(quoted, "a, \"quoted\" Pass 1"), Is.Zero);
        Assert.That((await deployment.ReadAccountAsync(quoted)).Locale, Is.EqualTo("sk"));
        var account = await deployment.ReadAccountAsync(bare);
        Assert.That((account.PasswordHash, account.Locale, account.Storefront), Is.EqualTo(("", (string?)null, (string?)null)));
    }

    [Test]
    public async Task A_bad_line_adds_no_account_and_every_bad_line_is_named()
    {
        var (good, known) = (ResetApi.FreshAddress(), await deployment.SignUpAsync());
        var before = await CountAccountsAsync();

        var (exitCode, output) = await deployment.ImportAsync(
            $"{Header}\n{good},\"a password\nof two lines\",,\n\nnobody,secret-5,,\n{good.ToUpperInvariant()},secret-6,,\n{known},secret-7,,\n");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Line 5:").And.Contain("Line 6:").And.Contain("Line 7:").And.Not.Contain("Line 3:"));
        Assert.That(output, Does.Not.Contain("secret").And.Not.Contain(known));
        Assert.That(await CountAccountsAsync(), Is.EqualTo(before));
    }

    [TestCase("email,locale\na@example.com,en\n", "Line 1:")]
    [TestCase(Header + "\nb@example.com,x\n", "Line 2:")]
    [TestCase(Header + "\nc@example.com,a \" quote,,\n", "Line 2:")]
    public async Task What_is_no_accounts_file_is_refused(string csv, string said)
    {
        var (exitCode, output) = await deployment.ImportAsync(csv);

        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(said).And.Not.Contain("   at "));
    }

    [Test]
    public async Task An_account_without_a_password_gets_one_by_a_reset()
    {
        var address = ResetApi.FreshAddress();
        await deployment.ImportAsync($"{Header}\n{address},,,\n");
        Assert.That(await deployment.VerifyPasswordAsync(address, ""), Is.EqualTo(1));
        var client = deployment.ClientOf(await deployment.LaunchAsync());

        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        var set = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await deployment.VerifyPasswordAsync(address, ResetApi.GoodPassword), Is.Zero);
    }

    [TestCase("nobody@example.com")]
    [TestCase("nobody")]
    public async Task An_unknown_address_verifies_as_no(string address)
    {
        var exitCode = await deployment.VerifyPasswordAsync(address, ResetApi.OldPassword);

        Assert.That(exitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task Support_show_tells_a_case_and_what_became_of_its_mails()
    {
        using var signer = new SendGridSigner();
        var client = deployment.ClientOf(await deployment.LaunchAsync(more: [("SendGrid__EventsPublicKeys__0", signer.PublicKey)]));
        var address = await deployment.SignUpAsync();
        var ticket = await client.OpenAsync(address, sendCode: true);
        var code = await deployment.SendGrid.NextMailAsync(address);
        var asked = await client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox\r\nis gone.");
        await signer.SendAsync(client, $$"""
            [{"event":"bounce","reason":"552 full\u001b[2J","category":"password-reset-code","sg_event_id":"1","sg_message_id":"1","reference":"{{code.Reference}}","timestamp":1893499190},
             {"event":"delivered","category":["support-receipt"],"sg_event_id":"2","sg_message_id":"2","reference":"{{asked["reference"]}}","timestamp":1893499191}]
            """, TimeProvider.System.GetUtcNow());

        var bounced = $"2030-01-01 11:59:50Z  {code.Reference}  password-reset-code  bounce  552 full [2J";
        var (exitCode, output) = await deployment.RunAsync("support", "show", asked["reference"].ToLowerInvariant());
        var byMail = await deployment.RunAsync("support", "show", code.Reference);

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output.Split('\n').Select(line => line.Trim()), Is.SupersetOf([
            $"Account, as typed: {address}", "Answer to: ada.l@example.org", $"Last mail to the account: {code.Reference}", "My mailbox", "is gone.",
            bounced,
            $"2030-01-01 11:59:51Z  {asked["reference"]}  support-receipt  delivered"]));
        Assert.That((byMail.ExitCode, byMail.Output.Trim()), Is.EqualTo((0, bounced)));
    }

    [Test]
    public async Task Support_show_says_where_nothing_is_known()
    {
        var (exitCode, output) = await deployment.RunAsync("support", "show", "NOBODYS");

        Assert.That((exitCode, output.Trim()), Is.EqualTo((1, "Nothing is known by that reference.")));
    }

    [TestCase("frobnicate")]
    [TestCase("accounts")]
    [TestCase("accounts", "frobnicate")]
    [TestCase("accounts", "import")]
    [TestCase("partners", "new-key")]
    public async Task What_is_no_command_is_answered_with_help(params string[] arguments)
    {
        var (exitCode, output) = await deployment.RunAsync(arguments);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain("Usage:"));
    }

    [Test]
    public async Task A_command_without_its_database_names_the_setting()
    {
        var settings = new Dictionary<string, string>(deployment.Settings);
        settings.Remove("ConnectionStrings__Postgres");

        var (exitCode, output) = await ServiceProcess.RunAsync(["migrate"], settings);

        Assert.That((exitCode, output), Is.EqualTo((1, "ConnectionStrings:Postgres: is missing.")));
    }

    private async Task<int> CountAccountsAsync()
    {
        await using var db = deployment.OpenDatabase();
        return await db.Accounts.CountAsync();
    }
}
