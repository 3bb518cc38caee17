using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Limits;

namespace ResetService.Tests.Limits;

internal sealed class LimitOptionsTests
{
    [TestCase("TicketsPerNetwork:Limit", "0")]
    [TestCase("TicketsPerNetwork:Limit", "1000000001")]
    [TestCase("WrongCodesInAll:Window", "00:00:00")]
    [TestCase("ReadsPerClient:Window", "1.00:00:01")]
    public void A_wrong_setting_is_refused_and_named(string setting, string value) =>
        Assert.That(() => Read((setting, value)), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains($"Limits:{setting}"));

    [Test]
    public void An_unknown_setting_is_refused_and_named() =>
        Assert.That(() => Read(("TicketsPerPlanet:Limit", "1")), Throws.Exception.Message.Contains("TicketsPerPlanet"));

    [Test]
    public void A_setting_changes_nothing_beside_itself()
    {
        var limits = Read(("ReadsPerClient:Limit", "1000000000"));

        Assert.That(limits.ReadsPerClient, Is.EqualTo(new Rate { Limit = 1_000_000_000, Window = TimeSpan.FromMinutes(5) }));
        Assert.That(limits with { ReadsPerClient = new LimitOptions().ReadsPerClient }, Is.EqualTo(new LimitOptions()));
    }

    [Test]
    [Property("Checklist", "D5")]
    public void What_is_like_a_sign_in_is_tighter_than_what_is_harmless()
    {
        var limits = new LimitOptions();

        Rate[] likeSignIn = [limits.TicketsPerClient, limits.SendsPerClient, limits.ConfirmationsPerClient, limits.PasswordsPerClient];
        Assert.That(likeSignIn.Select(PerMinute), Is.All.LessThanOrEqualTo(PerMinute(limits.ReadsPerClient) / 10));

        static double PerMinute(Rate rate) => rate.Limit / rate.Window.TotalMinutes;
    }

    private static LimitOptions Read(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Limits:{setting.Name}", setting.Value)));
        builder.AddLimits();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<LimitOptions>>().Value;
    }
}
