using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

internal sealed class SettingsTests
{
    [Test]
    public async Task A_start_without_settings_names_every_one_that_is_needed()
    {
        var (exitCode, output) = await ServiceProcess.RunAsync([], new Dictionary<string, string>());

        Assert.That(exitCode, Is.Not.Zero);
        foreach (var setting in new[] { "PublicUrl", "Keys:Current", "Keys:Address", "ConnectionStrings:Redis", "ConnectionStrings:Postgres", "SendGrid:ApiKey", "Storefronts:default", "HumanCheck:Mode" })
            Assert.That(output, Does.Contain($"{setting}: "));
    }

    [Test]
    public async Task A_command_without_its_settings_names_them()
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(["migrate"], new Dictionary<string, string>());

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain("ConnectionStrings:Postgres: is missing."));
    }
}
