using System.Net.Http.Json;
using ResetService.Tests.Support;

namespace ResetService.Tests.Partners;

/// <summary>A key of a call that is sent again is its caller's own.</summary>
internal sealed class PartnerCallsTests() : PartnerTest(Parts.Embedded)
{
    [Test]
    [Property("Checklist", "F5")]
    public async Task A_partner_gets_its_first_answer_again_and_nobody_else_does()
    {
        var body = new { email = ResetApi.FreshAddress() };
        var key = $"{Guid.NewGuid()}";

        var first = await OpenAsync(Erp, key, body);
        var again = await OpenAsync(CallerWith(ErpOldKey.Text), key, body);
        var keyless = await OpenAsync(Client, key, body);
        var kiosk = await OpenAsync(CallerWith(KioskKey.Text), key, body);

        Assert.That(again.Text, Is.EqualTo(first.Text));
        Assert.That(new[] { first["id"], keyless["id"], kiosk["id"] }, Is.Unique);
    }

    private static async Task<Answer> OpenAsync(ResetClient client, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/reset-tickets", UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }
}
