using System.Net;
using ResetService.Hosting;
using ResetService.Partners;
using ResetService.Tests.Support;

namespace ResetService.Tests.Partners;

/// <summary>An operator takes a key away in the settings file, in an edit that is wrong somewhere else.</summary>
internal sealed class WithdrawnKeyTests
{
    private static readonly Secret ErpKey = Secret.Draw();
    private static readonly Secret TeaKey = Secret.Draw();

    private EditedService service = null!;

    [SetUp]
    public void Start() => service = new EditedService(new { Partners = new { erp = Partner(ErpKey), tea = Partner(TeaKey) } });

    [TearDown]
    public async Task Stop() => await service.DisposeAsync();

    [Test]
    [Property("Checklist", "P1")]
    public async Task A_partner_that_was_removed_is_refused_and_the_wrong_one_stays_as_it_was()
    {
        await service.EditAsync<PartnerOptions>(new { Partners = new { erp = Partner(ErpKey, operation: "createTicket") } });

        Assert.That((await CallAsync(ErpKey)).Status, Is.EqualTo(HttpStatusCode.Accepted));
        (await CallAsync(TeaKey)).AssertRefused("invalid-api-key");
        Assert.That(service.Errors, Has.Exactly(1).Contains("createTicket"));
    }

    [Test]
    [Property("Checklist", "P1")]
    public async Task A_digest_that_was_replaced_is_refused()
    {
        await service.EditAsync<PartnerOptions>(new { Partners = new { erp = Partner(ErpKey, operation: "createTicket"), tea = Partner(Secret.Draw()) } });

        (await CallAsync(TeaKey)).AssertRefused("invalid-api-key");
    }

    [Test]
    [Property("Checklist", "P1")]
    public async Task The_key_of_a_partner_that_is_wrong_itself_can_be_taken_away()
    {
        await service.EditAsync<PartnerOptions>(new { Partners = new { erp = Partner(key: null, operation: "createTicket"), tea = Partner(TeaKey) } });

        (await CallAsync(ErpKey)).AssertRefused("invalid-api-key");
        Assert.That((await CallAsync(TeaKey)).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task A_file_that_can_t_be_read_takes_no_key_away()
    {
        await service.SpoilAsync();

        Assert.That((await CallAsync(TeaKey)).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    private static object Partner(Secret? key, string operation = "createResetTicket") =>
        new { KeyDigest = key?.Digest, Storefronts = new[] { "default" }, Operations = new[] { operation } };

    private async Task<Answer> CallAsync(Secret key)
    {
        using var http = service.CreateClient();
        http.DefaultRequestHeaders.Add("X-Api-Key", key.Text);
        http.DefaultRequestHeaders.Add("X-Client-Ip", "203.0.113.7");
        return await new ResetClient(http).CreateTicketAsync(new { email = ResetApi.FreshAddress() });
    }
}
