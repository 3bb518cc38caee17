using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ResetService.Tests.Support;

internal sealed class SendGridStubTests
{
    private const string Good = """
        {"personalizations":[{"to":[{"email":"ada@shop.example"}],"custom_args":{"reference":"K7QX"}}],
        "from":{"email":"no-reply@shop.example"},"subject":"Hello",
        "content":[{"type":"text/plain","value":"hi"},{"type":"text/html","value":"<p>hi"}],"categories":["one"]}
        """;

    private SendGridStub stub = null!;
    private HttpClient client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        stub = await SendGridStub.StartAsync();
        client = new HttpClient { BaseAddress = stub.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stub.ApiKey);
    }

    [TearDown]
    public async Task StopAsync()
    {
        client.Dispose();
        await stub.DisposeAsync();
    }

    [Test]
    public async Task It_takes_a_right_mail()
    {
        using var answer = await PostAsync(Good);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(answer.Headers.Contains("X-Message-Id"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty);
        Assert.That((await stub.NextMailAsync("ada@shop.example")).Reference, Is.EqualTo("K7QX"));
    }

    [TestCase("\"to\":[{\"email\":\"ada@shop.example\"}]", "\"to\":[]", "personalizations.0.to")]
    [TestCase("ada@shop.example", "ada", "personalizations.0.to.0.email")]
    [TestCase("\"to\":[", "\"cc\":[{\"email\":\"ADA@shop.example\"}],\"to\":[", "personalizations.0.to")]
    [TestCase("no-reply@shop.example", "", "from.email")]
    [TestCase("Hello", "", "subject")]
    [TestCase("\"hi\"", "\"\"", "content.0.value")]
    [TestCase("{\"type\":\"text/plain\"", "{\"type\":\"text/html\",\"value\":\"hi\"},{\"type\":\"text/plain\"", "content")]
    [TestCase("[{\"type\":\"text/plain\",\"value\":\"hi\"},{\"type\":\"text/html\",\"value\":\"<p>hi\"}]", "[]", "content")]
    [TestCase("\"K7QX\"", "7", "personalizations.0.custom_args")]
    [TestCase("[\"one\"]", "[\"one\",\"one\"]", "categories")]
    [TestCase("\"subject\"", "\"extra\":1,\"subject\"", "extra")]
    [TestCase("\"subject\"", "\"template_id\":\"mine\",\"subject\"", "template_id")]
    [TestCase("\"custom_args\"", "\"dynamic_template_data\":{},\"custom_args\"", "personalizations.0.dynamic_template_data")]
    public async Task It_refuses_a_wrong_mail_as_SendGrid_does(string right, string wrong, string field)
    {
        using var answer = await PostAsync(Good.Replace(right, wrong, StringComparison.Ordinal));
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(errors.Select(error => error.GetProperty("field").GetString()), Is.EqualTo([field]));
        Assert.That(stub.Mails, Is.Empty);
    }

    [TestCase("{\"code\":\"483920\"}", true)]
    [TestCase("\"code\"", false)]
    public async Task It_takes_a_dynamic_template_in_place_of_words(string data, bool right)
    {
        using var answer = await PostAsync($$"""
            {"personalizations":[{"to":[{"email":"ada@shop.example"}],"dynamic_template_data":{{data}}}],
            "from":{"email":"no-reply@shop.example"},"template_id":"d-0123456789abcdef0123456789abcdef"}
            """);

        Assert.That(answer.StatusCode, Is.EqualTo(right ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest));
        Assert.That(stub.Mails.Select(mail => (mail.Template, mail.Subject, mail.Text)),
            Is.EqualTo(right ? [("d-0123456789abcdef0123456789abcdef", "", "")] : Array.Empty<(string, string, string)>()));
    }

    [Test]
    public async Task It_refuses_what_is_no_JSON_and_a_wrong_key()
    {
        using var garbage = await PostAsync("{");
        client.DefaultRequestHeaders.Authorization = null;
        using var stranger = await PostAsync(Good);

        Assert.That(garbage.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(stub.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task It_waits_for_a_mail_and_says_what_came_instead()
    {
        var second = stub.NextMailAsync("ada@shop.example", count: 2);
        using var one = await PostAsync(Good);
        using var two = await PostAsync(Good.Replace("K7QX", "LATER", StringComparison.Ordinal));

        Assert.That((await second).Reference, Is.EqualTo("LATER"));
        Assert.That(
            async () => await stub.NextMailAsync("bob@shop.example", timeout: TimeSpan.FromMilliseconds(10)),
            Throws.InstanceOf<TimeoutException>().With.Message.Contains("bob@shop.example").And.Message.Contains("ada@shop.example"));
    }

    [TestCase("Your code is 012345.", "012345")]
    [TestCase("Order 1234567 of A-123456\n\n  483920\n", "483920")]
    public void It_reads_the_code_that_stands_alone(string text, string code) => Assert.That(Mail(text).Code, Is.EqualTo(code));

    [Test]
    public void It_reads_the_link() =>
        Assert.That(Mail("Go to https://shop.example/#link=Ab-_1.Cd-_2\nBye").Link, Is.EqualTo(("Ab-_1", "Cd-_2")));

    private static StubMail Mail(string text) => new("", "", "", text, "", "", "", "", "", new Dictionary<string, string>());

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        return await client.PostAsync(new Uri("/v3/mail/send", UriKind.Relative), content);
    }
}
