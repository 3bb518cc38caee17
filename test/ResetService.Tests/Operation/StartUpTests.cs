using System.Runtime.CompilerServices;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>What stops a start, and that the operator learns why.</summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class StartUpTests
{
    private static readonly string[] Required =
    [
        "ConnectionStrings:Redis", "ConnectionStrings:Postgres", "Keys:Current", "Keys:Address", "PublicUrl", "Storefronts:default",
        "SendGrid:ApiKey",
    ];

    private Deployment deployment = null!;

    [OneTimeSetUp]
    public async Task Deploy() => deployment = await Deployment.StartAsync(migrated: false);

    [OneTimeTearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task Production_without_settings_names_every_one_that_is_missing()
    {
        var (exitCode, output) = await ServiceProcess.RunAsync([], new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(Required.Where(name => !output.Split('\n').Any(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))), Is.Empty, output);
        Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
    }

    [TestCase("Keys__Current", "changeme", "Keys:Current")]
    [TestCase("Keys__Address", "Y2hhbmdlbWVjaGFuZ2VtZWNoYW5nZW1lY2hhbmdlbWU=", "Keys:Address")]
    [TestCase("Keys__Previous", "changeme", "Keys:Previous")]
    [TestCase("PublicUrl", "http://reset.example.com", "PublicUrl")]
    [TestCase("HumanCheck__AllowOff", "false", "HumanCheck:Mode")]
    [TestCase("SendGrid__BaseUrl", "http://mail.example.com", "SendGrid:BaseUrl")]
    [TestCase("Storefronts__default__Sender", "nobody", "Storefronts:default:Sender")]
    [TestCase("Codes__Tries", "1000", "Codes:Tries")]
    [TestCase("Codes__Tryes", "5", "Tryes")]
    [TestCase("Role", "waiter", "Role")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string name)
    {
        var settings = new Dictionary<string, string>(deployment.Settings) { [setting] = value };

        var (exitCode, output) = await ServiceProcess.RunAsync([], settings);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain(name).And.Not.Contain("   at ").And.Not.Contain("Exception"));
    }

    [TestCase("migrate")]
    [TestCase("accounts", "import", "none.csv")]
    [Property("Checklist", "T3")]
    public async Task A_command_keeps_from_a_Postgres_without_TLS_as_the_service_does(params string[] command)
    {
        var settings = new Dictionary<string, string>(deployment.Settings) { ["ConnectionStrings__Postgres"] = "Host=postgres.invalid;Password=hunter2" };

        var (exitCode, output) = await ServiceProcess.RunAsync(command, settings);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Is.EqualTo(
            "ConnectionStrings:Postgres: needs SSL Mode=VerifyFull or VerifyCA outside Development, since a server is on another machine. AllowPlaintextServers lets it go without."));
    }

    [Test]
    public async Task A_release_build_has_no_embedded_servers()
    {
        await using var build = GuardedProcess.Start(["dotnet", "msbuild", Project(), "-p:Configuration=Release", "-getItem:PackageReference,Compile"]);

        var exitCode = await build.Ended;

        var items = string.Join('\n', build.Output);
        Assert.That(exitCode, Is.Zero, items);
        Assert.That(items, Does.Contain("Npgsql").And.Contain("Program.cs"));
        Assert.That(items, Does.Not.Contain("Garnet").And.Not.Contain("Sqlite").And.Not.Contain("Embedded/"));
    }

    private static string Project([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../src/ResetService/ResetService.csproj"));
}
