using System.Net;
using System.Net.Http.Json;
using System.Text;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>What every call is refused for, whatever the operation.</summary>
internal sealed class ProblemTests() : ResetTest(Parts.Embedded)
{
    private const string Tickets = "v1/reset-tickets";

    [Test]
    [Property("Checklist", "L1")]
    public void The_catalogue_is_the_design_s() => Assert.That(
        ResetService.Hosting.Problems.All.Select(problem => (problem.Code, problem.Status)),
        Is.EquivalentTo(Refusals.Statuses.Select(problem => (problem.Key, problem.Value))));

    [TestCaseSource(typeof(Refusals), nameof(Refusals.Codes))]
    [Property("Checklist", "L1")]
    public async Task A_problem_s_type_is_a_page_that_explains_it(string code)
    {
        var page = await Client.CallAsync(HttpMethod.Get, $"problems/{code}", secret: null);

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(page.Header("Content-Type"), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(page.Text, Does.Contain($"<code>{code}</code>").And.Contain($"HTTP status {Refusals.Statuses[code]}"));
        Assert.That(page.Header("Content-Language"), Is.EqualTo("en"));
    }

    [TestCase("sk-SK, en;q=0.5", "sk", "Tu nič nie je.")]
    [TestCase("ar", "ar", "لا شيء هنا.")]
    [TestCase("tlh, *", "en", "There is nothing here.")]
    [TestCase("", "en", "There is nothing here.")]
    public async Task A_problem_speaks_the_caller_s_language(string accepted, string language, string title)
    {
        var refused = await AcceptingAsync(HttpMethod.Get, "nowhere", accepted);

        refused.AssertRefused("not-found");
        Assert.That(refused["title"], Is.EqualTo(title));
        Assert.That(refused.Header("Content-Language"), Is.EqualTo(language));
        Assert.That(refused.Header("Vary"), Does.Contain("Accept-Language"));
    }

    [Test]
    public async Task So_does_what_is_wrong_with_a_field()
    {
        var refused = await AcceptingAsync(HttpMethod.Post, Tickets, "sk", new { email = "ada", storefront = new string('x', 65), locale = "?" });

        Assert.That(refused.Body.GetProperty("errors").EnumerateObject().ToDictionary(field => field.Name, field => field.Value[0].GetString()), Is.EquivalentTo(new Dictionary<string, string>
        {
            ["email"] = "Toto nie je e-mailová adresa.",
            ["storefront"] = "Je to dlhšie než 64\u00A0znakov.",
            ["locale"] = "Toto nie je značka jazyka.",
        }));
    }

    [Test]
    public async Task So_does_the_page_that_explains_it()
    {
        var page = await AcceptingAsync(HttpMethod.Get, "problems/not-found", "ar-EG");

        Assert.That(page.Text, Does.Contain("<html lang=\"ar\" dir=\"rtl\">"));
        Assert.That(WebUtility.HtmlDecode(page.Text), Does.Contain("<h1>لا شيء هنا.</h1>"));
        Assert.That((page.Header("Content-Language"), page.Header("Vary")), Is.EqualTo(("ar", "Accept-Language, Origin")));
    }

    [TestCase("GET", "nowhere")]
    [TestCase("GET", "v1")]
    [TestCase("POST", "v1/reset-tickets/x/y/z")]
    [TestCase("GET", "problems/no-such")]
    [TestCase("GET", "problems/%3Cscript%3E")]
    public async Task What_is_not_there_is_404(string method, string path)
    {
        var refused = await Client.CallAsync(new HttpMethod(method), path, secret: null);

        refused.AssertRefused("not-found");
    }

    [TestCase("GET", Tickets, "POST")]
    [TestCase("TRACE", Tickets, "POST")]
    [TestCase("PATCH", $"{Tickets}/x", "DELETE, GET")]
    [TestCase("POST", $"{Tickets}/x/password", "PUT")]
    [TestCase("TRACE", $"{Tickets}/x", "DELETE, GET")]
    [TestCase("TRACE", "health/live", "GET, HEAD")]
    [TestCase("POST", "health/ready", "GET, HEAD")]
    [Property("Checklist", "L3")]
    public async Task Another_method_is_405_and_told_the_right_ones(string method, string path, string allowed)
    {
        var refused = await Client.CallAsync(new HttpMethod(method), path, new string('A', 43));

        refused.AssertRefused("method-not-allowed");
        Assert.That(refused.Header("Allow"), Is.EqualTo(allowed));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase("application/foo+json")]
    [TestCase("application/xml")]
    [TestCase("application/json; charset=utf-7")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase("application/json; charset=iso-8859-1")]
    [TestCase("application/json; charset=\"\"")]
    [TestCase("application/jsonp")]
    [TestCase("json")]
    [TestCase("")]
    [Property("Checklist", "L3")]
    [Property("Checklist", "N2")]
    public async Task Only_JSON_in_UTF_8_is_read(string contentType)
    {
        var refused = await Client.SendTextAsync(HttpMethod.Post, Tickets, """{"email":"ada@example.com"}""", contentType: contentType);

        refused.AssertRefused("unsupported-media-type");
    }

    [TestCase("application/json")]
    [TestCase("APPLICATION/JSON; charset=UTF-8")]
    [TestCase("application/json; charset=\"utf-8\"")]
    public async Task JSON_is_read_however_its_type_is_spelt(string contentType)
    {
        var created = await Client.SendTextAsync(HttpMethod.Post, Tickets, """{"email":"ada@example.com"}""", contentType: contentType);

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Accepted), created.Text);
    }

    [TestCase(true)]
    [TestCase(false)]
    [Property("Checklist", "L4")]
    public async Task A_body_beyond_16_KiB_is_413(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Tickets, UriKind.Relative));
        request.Content = new StringContent($$"""{"email":"ada@example.com","proof":"{{new string('x', 17 * 1024)}}"}""", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;

        var refused = await Client.SendAsync(request);

        refused.AssertRefused("request-too-large");
    }

    [TestCase("", TestName = "An_empty_body_is_400")]
    [TestCase("   ")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""[{"email":"ada@example.com"}]""")]
    [TestCase("\"ada@example.com\"")]
    [TestCase("{}")]
    [TestCase("""{"email":null}""")]
    [TestCase("""{"email":{}}""")]
    [TestCase("""{"email":["ada@example.com"]}""")]
    [TestCase("""{"email":1e999}""")]
    [TestCase("""{"email":"ada@example.com","email":"eve@example.com"}""")]
    [TestCase("""{"email":"ada@example.com","EMAIL":"eve@example.com"}""")]
    [TestCase("""{"email":"ada@example.com","\u0065mail":"eve@example.com"}""")]
    [TestCase("""{"Email":"ada@example.com"}""")]
    [TestCase("""{"email":"ada@example.com","sendCode":99999999999999999999999999999999999999}""")]
    [TestCase("""{"email":"ada@example.com","sendCode":"true"}""")]
    [TestCase("""{"email":"ada@example.com","extra":1}""")]
    [TestCase("""{"email":"ada@example.com"} {}""")]
    [TestCase("""{"email":"ada@example.com"}x""")]
    [TestCase("""{"email":"ada@example.com",}""")]
    [TestCase("""{"email":"ada@example.com" /* comment */}""")]
    [TestCase("// comment\n{\"email\":\"ada@example.com\"}")]
    [TestCase("""{'email':'ada@example.com'}""")]
    [TestCase("""{"email":"ada@example.com""")]
    [TestCase("{\"email\":\"ada\n@example.com\"}")]
    [TestCase("""{"email":"\ud800@example.com"}""")]
    [TestCase("""{"email":"ada@example.com","locale":"\udc00"}""")]
    [TestCase("""{"\ud800":"ada@example.com"}""")]
    [TestCase("""{"email":"ada@example.com","\ud800":1}""")]
    [TestCase("""{"email":"ada@example.com","a\u0000b":1}""")]
    [Property("Checklist", "J3")]
    [Property("Checklist", "L5")]
    public async Task A_body_that_is_not_to_the_letter_is_400(string body)
    {
        var refused = await Client.SendTextAsync(HttpMethod.Post, Tickets, body);

        refused.AssertRefused("invalid-request");
        Assert.That(refused.Body.GetProperty("errors").EnumerateObject(), Is.Not.Empty);
    }

    [TestCase("""{"email":"ada@example.com","proof":"x"}""", 'x', 0xFF)]
    [TestCase("""{"email":"xda@example.com"}""", 'x', 0xC0)]
    [TestCase("""{"email":"ada@example.com","x":1}""", 'x', 0xFF)]
    [TestCase("""x{"email":"ada@example.com"}""", 'x', 0x00)]
    [Property("Checklist", "L5")]
    public async Task Bytes_that_are_no_UTF_8_are_400(string body, char hole, int filling)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        bytes[body.IndexOf($"\"{hole}", StringComparison.Ordinal) is var at and >= 0 ? at + 1 : 0] = (byte)filling;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Tickets, UriKind.Relative)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");

        var refused = await Client.SendAsync(request);

        refused.AssertRefused("invalid-request");
    }

    [Test]
    [Property("Checklist", "L5")]
    public async Task Nesting_without_end_is_400()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"email\":", 100)) + "1" + new string('}', 100);

        var refused = await Client.SendTextAsync(HttpMethod.Post, Tickets, deep);

        refused.AssertRefused("invalid-request");
    }

    [Test]
    public async Task A_byte_order_mark_before_the_body_does_no_harm()
    {
        var created = await Client.SendTextAsync(HttpMethod.Post, Tickets, "\uFEFF{\"email\":\"ada@example.com\"}");

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Accepted).Or.EqualTo(HttpStatusCode.BadRequest), created.Text);
    }

    [Test]
    [Property("Checklist", "L8")]
    public async Task No_answer_names_the_server()
    {
        var answer = await Client.CallAsync(HttpMethod.Get, "health/live", secret: null);

        Assert.That(answer.Header("Server") + answer.Header("X-Powered-By"), Is.Empty);
        Assert.That(answer.Text, Is.EqualTo("Healthy"));
    }

    private async Task<Answer> AcceptingAsync(HttpMethod method, string path, string accepted, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);

        return await Client.SendAsync(request);
    }
}
