using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.HumanCheck;
using ResetService.Limits;
using ResetService.Mail;
using ResetService.Partners;
using ResetService.Passwords;
using ResetService.Storefronts;
using ResetService.Tests.Support;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Tests;

/// <summary>README.md speaks of the product as it is: its walk runs, its tables are the code's.</summary>
internal sealed partial class ReadmeTests
{
    private const string NoDefault = "";
    private const string Required = "**required**";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    /// <summary>Each record with its section. A new one must be named here, which the test on settings asks for.</summary>
    private static readonly (string Section, object Defaults)[] Settings =
    [
        ("", new ServiceOptions()),
        ("Proxies:", new ProxyOptions()),
        ("Connections:", new ConnectionOptions()),
        ("Management:", new ManagementOptions()),
        ("Keys:", new KeyOptions()),
        ("SendGrid:", new SendGridOptions()),
        ("Storefronts:<name>:", new Storefront()),
        ("Partners:<name>:", new Partner()),
        ("Webhooks:", new WebhookOptions()),
        ("Webhooks:Endpoints:<name>:", new WebhookEndpoint()),
        ("HumanCheck:", new HumanCheckOptions()),
        ("HumanCheck:Altcha:", new AltchaOptions()),
        ("HumanCheck:Siteverify:", new SiteverifyOptions()),
        ("Limits:", new LimitOptions()),
        ("Codes:", new CodeOptions()),
        ("Accounts:", new AccountOptions()),
        ("Accounts:Columns:", new AccountColumnOptions()),
        ("Passwords:", new PasswordOptions()),
        ("Passwords:Hash:", new PasswordHashOptions()),
        ("Passwords:Pbkdf2:", new Pbkdf2Options()),
        ("Passwords:Bcrypt:", new BcryptOptions()),
        ("Passwords:Range:", new PasswordRangeOptions()),
    ];

    [Test]
    public async Task Its_walk_works_as_it_stands_and_works_again()
    {
        using var directory = new TemporaryDirectory();
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Sqlite"] = $"Data Source={Path.Combine(directory.Path, "accounts.db")}",
        };
        await using var service = await ServiceProcess.StartAsync(settings);

        // The reader's dotnet run builds first; here it is built, and two builds at a time would be in each other's way.
        var file = Path.Combine(directory.Path, "walk.sh");
        await File.WriteAllTextAsync(file, $$"""
            cd '{{Root}}'
            export RESET={{service.BaseAddress.OriginalString}} ConnectionStrings__Sqlite='{{settings["ConnectionStrings__Sqlite"]}}'
            dotnet() { command dotnet "$1" --no-build "${@:2}"; }
            {{Walk()}}
            """);

        for (var run = 1; run <= 2; run++)
        {
            await using var walk = GuardedProcess.Start(["bash", file]);
            await walk.Ended.WaitAsync(Patience);

            Assert.That(walk.Output.TakeLast(2), Is.EqualTo(["new password: yes", "old password: no"]), string.Join('\n', walk.Output));
        }
    }

    [Test]
    public void Its_settings_are_those_of_the_code_with_their_defaults()
    {
        var inCode = Settings
            .SelectMany(record => Properties(record.Defaults.GetType()).Select(property => (Name: record.Section + property.Name, Default: Default(property, record.Defaults))))
            .Append((Name: "ConnectionStrings:Redis", Default: NoDefault))
            .Append((Name: "ConnectionStrings:Postgres", Default: NoDefault));
        // What depends on the machine, and what only Development may leave out.
        var documented = Rows("Setting").ToDictionary(row => Bare(row[0]), row => row[1] is Required or "one a core" ? NoDefault : Bare(row[1]));

        Assert.That(documented, Is.EquivalentTo(inCode.ToDictionary(setting => setting.Name, setting => setting.Default)));
    }

    [Test]
    public void Its_settings_come_from_every_options_record_there_is()
    {
        var known = Settings.Select(record => record.Defaults.GetType()).Concat([typeof(StorefrontOptions), typeof(PartnerOptions), typeof(WebhookEndpointOptions)]); // maps by name

        Assert.That(typeof(ServiceOptions).Assembly.GetTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)), Is.SubsetOf(known));
    }

    [Test]
    public async Task Its_operations_are_the_routes()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded);
        var routes = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .Select(route => (
                route.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName,
                $"{route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single()} {route.RoutePattern.RawText!.TrimEnd('/')}"));

        Assert.That(Rows("operationId").Select(row => (Bare(row[0]), Bare(row[1]))), Is.EquivalentTo(routes));
    }

    [Test]
    public void Its_problems_are_those_of_the_code() =>
        Assert.That(Rows("Problem `code`").Select(row => (Bare(row[0]), row[1])), Is.EquivalentTo(Problems.All.Select(problem => (problem.Code, $"{problem.Status}"))));

    [Test]
    public void Its_folders_are_those_of_the_project()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Root, "src", "ResetService")).Select(Path.GetFileName).Where(name => name is not ("Properties" or "bin" or "obj"));

        Assert.That(Rows("Folder of `src/ResetService`").SelectMany(row => row[0].Split(", ")).Select(Bare), Is.EquivalentTo(folders));
    }

    [Test]
    public async Task Its_hashes_are_those_of_its_password()
    {
        var vector = Vector().Matches(Readme).ToDictionary(line => line.Groups["name"].Value, line => line.Groups["value"].Value);
        var options = Options.Create(new PasswordOptions { Pepper = vector["pepper"] });
        using var hasher = new PasswordHasher(new PasswordFormats(options), options);
        var password = vector["password"].Normalize(NormalizationForm.FormD); // as another keyboard may send it

        Assert.That(await hasher.VerifyAsync(password, vector["hash"], CancellationToken.None), Is.True);
        Assert.That(await hasher.VerifyAsync(password, vector["no pepper"], CancellationToken.None), Is.True);
    }

    private static string Walk() => WalkBlock().Match(Readme).Groups["commands"].Value;

    /// <summary>The rows of the table whose first column has this title.</summary>
    private static IEnumerable<string[]> Rows(string title)
    {
        var rows = Readme.Split('\n').SkipWhile(line => !line.StartsWith($"| {title} |", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|')).Skip(2).ToArray();
        Assert.That(rows, Is.Not.Empty);
        return rows.Select(row => row.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray());
    }

    private static string Bare(string cell) => cell.Trim('`');

    // A record's own property, and a section inside a section, are no settings.
    private static IEnumerable<PropertyInfo> Properties(Type record) => record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite && !property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal));

    private static string Default(PropertyInfo property, object defaults) => property.Name is nameof(PasswordHashOptions.Concurrency) ? NoDefault : property.GetValue(defaults) switch
    {
        null => NoDefault,
        string text => text,
        bool or Enum => $"{property.GetValue(defaults)}".ToLowerInvariant(),
        Uri address => address.OriginalString,
        ICollection { Count: 0 } => NoDefault,
        var value => FormattableString.Invariant($"{value}"),
    };

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ResetService.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    [GeneratedRegex(@"<!-- walk.*?```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex WalkBlock();

    [GeneratedRegex(@"^(?<name>password|pepper|hash|no pepper) +(?<value>.+?)(   .*)?$", RegexOptions.Multiline)]
    private static partial Regex Vector();
}
