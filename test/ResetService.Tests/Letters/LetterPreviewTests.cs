using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using ResetService.Languages;
using ResetService.Letters;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Letters;

internal sealed partial class LetterPreviewTests() : ResetTest(Parts.Embedded, Settings)
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Storefronts:tea:Name"] = "<b>Tea</b>",
        ["Storefronts:tea:SignInUrl"] = "https://tea.example.com/sign-in",
        ["Storefronts:tea:Sender"] = "no-reply@tea.example.com",
        ["Storefronts:tea:SupportEmail"] = "support@tea.example.com",
        ["Storefronts:tea:Locales:0"] = "en",
    };

    [Test]
    public async Task It_shows_each_mail_in_each_language_of_each_shop()
    {
        var list = await Client.CallAsync(HttpMethod.Get, "dev/mails", secret: null);
        var pages = Link().Matches(list.Text).Select(link => link.Groups["path"].Value).ToArray();
        var shown = await Task.WhenAll(pages.Select(page => Client.CallAsync(HttpMethod.Get, $"dev/{page}", secret: null)));

        Assert.That(list.Text, Does.Contain("&lt;b&gt;Tea&lt;/b&gt;").And.Not.Contain("<b>"));
        Assert.That(pages, Has.Length.EqualTo(2 * LetterKinds.All.Count * (Language.All.Count + 1)).And.All.Match("^mails/"));
        Assert.That(shown.Select(page => page.Status), Has.All.EqualTo(HttpStatusCode.OK));
        Assert.That(shown.Where(page => page.Header("Content-Type").StartsWith("text/html", StringComparison.Ordinal)).Select(page => page.Text), Has.None.Contains("<b>"));
    }

    [TestCase("dev/mails/none/en/password-reset-code.html")]
    [TestCase("dev/mails/default/tlh/password-reset-code.html")]
    [TestCase("dev/mails/default/en/password-reset.html")]
    [TestCase("dev/mails/default/en/password-reset.txt")]
    public async Task What_there_is_not_is_404(string path) => (await Client.CallAsync(HttpMethod.Get, path, secret: null)).AssertRefused("not-found");

    [Test]
    public async Task It_is_for_Development_alone()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        await using var app = builder.Build();

        app.MapLetters();

        Assert.That(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints), Is.Empty);
    }

    [GeneratedRegex("href=\"(?<path>[^\"]+)\"")]
    private static partial Regex Link();
}
