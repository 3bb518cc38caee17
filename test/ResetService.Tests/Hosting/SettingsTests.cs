using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Tests.Hosting;

/// <summary>The service as Production starts it. Nothing here needs a server: a wrong setting is told before anything connects.</summary>
internal sealed class SettingsTests
{
    private static readonly Dictionary<string, string?> Right = new()
    {
        ["PublicUrl"] = "https://reset.example.com",
        ["Role"] = "api",
        ["ConnectionStrings:Redis"] = "127.0.0.1:1",
        ["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Port=1",
        ["Keys:Current"] = KeyOptions.Draw(),
        ["Keys:Address"] = KeyOptions.Draw(),
        ["SendGrid:ApiKey"] = "SG.key",
        ["HumanCheck:Mode"] = "off",
        ["HumanCheck:AllowOff"] = "true",
        ["Storefronts:default:Name"] = "Example Shop",
        ["Storefronts:default:SignInUrl"] = "https://shop.example.com/sign-in",
        ["Storefronts:default:Sender"] = "no-reply@shop.example.com",
        ["Storefronts:default:SupportEmail"] = "support@shop.example.com",
        ["Partners:erp:KeyDigest"] = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
        ["Partners:erp:Storefronts:0"] = "default",
        ["Partners:erp:Operations:0"] = "createResetTicket",
        ["Webhooks:Endpoints:erp:Url"] = "https://erp.example.com/webhooks",
        ["Webhooks:Endpoints:erp:Secret"] = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=",
        ["Webhooks:Endpoints:erp:Partner"] = "erp",
    };

    [Test]
    public async Task Production_starts_on_right_settings()
    {
        await using var service = new Service(Right);

        Assert.That(service.StartServer, Throws.Nothing);
    }

    [TestCase("PublicUrl", null)]
    [TestCase("PublicUrl", "/reset")]
    [TestCase("PublicUrl", "http://reset.example.com")]
    [TestCase("PublicUrl", "https://example.com/reset")]
    [TestCase("ConnectionStrings:Redis", null)]
    [TestCase("ConnectionStrings:Redis", " ")]
    [TestCase("ConnectionStrings:Postgres", null)]
    [TestCase("Keys:Current", null)]
    [TestCase("Keys:Current", "changeme")]
    [TestCase("Keys:Current", "c2hvcnQ=")]
    [TestCase("Keys:Current", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("Keys:Address", null)]
    [TestCase("Keys:Previous", "changeme")]
    [TestCase("SendGrid:ApiKey", null)]
    [TestCase("HumanCheck:AllowOff", "false", "HumanCheck:Mode")]
    [TestCase("Codes:Lifetime", "00:04:59")]
    [TestCase("Codes:Lifetime", "01:00:01")]
    [TestCase("Codes:TicketLifetime", "00:01:00")]
    [TestCase("Codes:PassLifetime", "00:00:00")]
    [TestCase("Codes:Tries", "0")]
    [TestCase("Codes:AddressTries", "101")]
    [TestCase("Codes:Sends", "0")]
    [TestCase("Codes:ResendPause", "-00:00:01")]
    [TestCase("Codes:AddressSendsAnHour", "0")]
    [TestCase("Codes:AddressSendsADay", "1000001")]
    [TestCase("Codes:PasswordChecks", "0")]
    [TestCase("Codes:PasswordSets", "0")]
    [TestCase("Storefronts:default:Name", "")]
    [TestCase("Storefronts:default:Name", "Tea House\n")]
    [TestCase("Storefronts:default:Name", "Tea\tHouse")]
    [TestCase("Storefronts:default:Name", "Tea\u0085House")]
    [TestCase("Storefronts:default:Name", "Tea\u2028House")]
    [TestCase("Storefronts:default:Name", "Tea \u202EesuoH")]
    [TestCase("Storefronts:default:Name", "Tea \u2069House")]
    [TestCase("Storefronts:default:SignInUrl", "sign-in")]
    [TestCase("Storefronts:default:SignInUrl", "/sign-in")]
    [TestCase("Storefronts:default:SignInUrl", "javascript:alert(1)")]
    [TestCase("Storefronts:default:SignInUrl", "http://shop.example.com/sign-in")]
    [TestCase("Storefronts:default:Sender", "Shop <no-reply@shop.example.com>")]
    [TestCase("Storefronts:default:SupportEmail", null)]
    [TestCase("Storefronts:tea:Name", "Tea House", "Storefronts:tea:Sender")]
    [TestCase("Storefronts:default:Locales:0", "en_US", "Storefronts:default:Locales")]
    [TestCase("Storefronts:default:Locales:0", "english", "Storefronts:default:Locales")]
    [TestCase("Storefronts:default:Locales:0", "tlh", "Storefronts:default:Locales")]
    [TestCase("Storefronts:default:Locales:0", "zh-Hant", "Storefronts:default:Locales")]
    [TestCase("Storefronts:default:MailTemplates", "/no/such/directory")]
    [TestCase("Storefronts:default:AccentColor", "red")]
    [TestCase("Storefronts:default:AccentColor", "#1f5fbf\n")]
    [TestCase("Storefronts:default:LogoUrl", "http://shop.example.com/logo.svg")]
    [TestCase("Storefronts:default:LogoUrl", "logo.svg")]
    [TestCase("Storefronts:default:PasswordPreset", "strong")]
    [TestCase("Storefronts:default:Templates:password-reset-code:sk", "d-1")]
    [TestCase("Storefronts:default:Templates:password-reset-code:sk_SK", "d-0123456789abcdef0123456789abcdef", "Storefronts:default:Templates:password-reset-code")]
    [TestCase("Storefronts:default:Templates:greeting:sk", "d-0123456789abcdef0123456789abcdef", "Storefronts:default:Templates:greeting")]
    [TestCase("Partners:erp:KeyDigest", null)]
    [TestCase("Partners:erp:KeyDigest", "changeme")]
    [TestCase("Partners:erp:KeyDigest", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=")]
    [TestCase("Partners:erp:KeyDigest", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0\n")]
    [TestCase("Partners:erp:KeyDigest", " ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")]
    [TestCase("Partners:erp:PreviousKeyDigest", "changeme")]
    [TestCase("Partners:erp:PreviousKeyDigest", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", "Partners:erp:KeyDigest")]
    [TestCase("Partners:erp:Storefronts:0", null, "Partners:erp:Storefronts")]
    [TestCase("Partners:erp:Storefronts:0", "tea", "Partners:erp:Storefronts")]
    [TestCase("Partners:erp:Storefronts:0", "Default", "Partners:erp:Storefronts")]
    [TestCase("Partners:erp:Storefronts:0", "default:Name", "Partners:erp:Storefronts")]
    [TestCase("Partners:erp:Operations:0", null, "Partners:erp:Operations")]
    [TestCase("Partners:erp:Operations:0", "confirmLink", "Partners:erp:Operations")]
    [TestCase("Partners:erp:Calls:Limit", "0")]
    [TestCase("Partners:erp:Tickets:Window", "2.00:00:00")]
    [TestCase("Webhooks:Endpoints:erp:Url", null)]
    [TestCase("Webhooks:Endpoints:erp:Url", "/webhooks")]
    [TestCase("Webhooks:Endpoints:erp:Url", "http://erp.example.com/webhooks")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://user@erp.example.com/webhooks")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://127.0.0.1/")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://[::1]/")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://[::ffff:10.0.0.1]/")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://169.254.169.254/latest/meta-data")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://2130706433/")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://0x7f.0.0.1/")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://[fd00::1]/")]
    [TestCase("Webhooks:Endpoints:erp:Url", "https://localhost/")]
    [TestCase("Webhooks:Endpoints:erp:Secret", null)]
    [TestCase("Webhooks:Endpoints:erp:Secret", "changeme")]
    [TestCase("Webhooks:Endpoints:erp:PreviousSecret", "changeme")]
    [TestCase("Webhooks:Endpoints:erp:PreviousSecret", "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", "Webhooks:Endpoints:erp:Secret")]
    [TestCase("Webhooks:Endpoints:erp:Partner", "tea")]
    [TestCase("Webhooks:Endpoints:erp:Partner", "")]
    [TestCase("Webhooks:Endpoints:erp:Partner", "ERP")]
    [TestCase("Webhooks:Endpoints:erp:Events:0", "reset.done", "Webhooks:Endpoints:erp:Events")]
    [TestCase("Webhooks:Endpoints:erp:Events:0", "reset.code_sent", "Webhooks:Endpoints:erp:Events")]
    [TestCase("Webhooks:Endpoints:e rp:Url", "https://erp.example.com/", "Webhooks:Endpoints:e rp")]
    [TestCase("Webhooks:PrivateNetworks:0", "10.0.0.0/33", "Webhooks:PrivateNetworks")]
    [TestCase("Webhooks:Timeout", "00:00:14")]
    [TestCase("Webhooks:Timeout", "00:00:31")]
    [TestCase("Partners:e rp:KeyDigest", "GvzzBqDuHkvNWXQoxGf6Ti1w_g8OkcFbpVhkx7CoiDg", "Partners:e rp")]
    [Property("Checklist", "T2")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string? value, string? named = null)
    {
        await using var service = new Service(new(Right) { [setting] = value });

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(named ?? setting));
    }

    // With the marks that a writer of Arabic or Hebrew sets: they overrule nothing.
    [TestCase("متجر الشاي\u200F!")]
    [TestCase("חנות תה (\u200ETea\u200E)")]
    [TestCase("""<b>Tea</b> & "Söhne" 🫖""")]
    public async Task A_shop_s_name_may_be_any_line(string name)
    {
        await using var service = new Service(new(Right) { ["Storefronts:default:Name"] = name });

        Assert.That(service.StartServer, Throws.Nothing);
    }

    [TestCase("Redis", "redis:6379")]
    [TestCase("Redis", "10.0.0.5:6379,password=hunter2")]
    [TestCase("Redis", "localhost,10.0.0.5,password=hunter2")]
    [TestCase("Redis", "localhost.example.com,ssl=false,password=hunter2")]
    [TestCase("Redis", "[fd00::1]:6379")]
    [TestCase("Postgres", "Host=postgres;Password=hunter2")]
    [TestCase("Postgres", "Host=10.0.0.5;SSL Mode=Require;Password=hunter2")]
    [TestCase("Postgres", "Host=localhost:5432,db.example.com:5432;SSL Mode=Prefer")]
    [TestCase("Postgres", "Host=localhost.example.com")]
    [TestCase("Postgres", "Host=fd00::1")]
    [TestCase("Postgres", "Host=[fd00::1]:5432")]
    [Property("Checklist", "T3")]
    public async Task A_server_on_another_machine_without_TLS_stops_the_start_unless_that_is_allowed(string server, string connection)
    {
        await using var refused = new Service(new(Right) { [$"ConnectionStrings:{server}"] = connection });
        await using var allowed = new Service(new(Right) { [$"ConnectionStrings:{server}"] = connection, ["AllowPlaintextServers"] = "true" });

        Assert.That(refused.StartServer, Throws.InstanceOf<OptionsValidationException>()
            .With.Message.StartsWith($"ConnectionStrings:{server}: needs {(server == "Redis" ? "ssl=true" : "SSL Mode=VerifyFull or VerifyCA")} outside Development").And.Message.Not.Contains("hunter2"));
        Assert.That(allowed.StartServer, Throws.Nothing);
    }

    [TestCase("Redis", "redis:6379,ssl=true")]
    [TestCase("Redis", "LOCALHOST,127.0.0.2:6380,[::1]:6381")]
    [TestCase("Redis", "!/run/redis.sock")]
    [TestCase("Postgres", "Host=db.example.com,10.0.0.5;SSL Mode=VerifyFull")]
    [TestCase("Postgres", "Host=db.example.com;SSL Mode=VerifyCA")]
    [TestCase("Postgres", "Host=Localhost, localhost:5433, 127.0.0.2:5434,::1,[::1]:5435;SSL Mode=Disable")]
    [TestCase("Postgres", "Host=/run/postgresql")]
    [TestCase("Postgres", "Host=@postgresql")]
    [Property("Checklist", "T3")]
    public async Task A_server_with_TLS_or_on_this_machine_starts(string server, string connection)
    {
        await using var service = new Service(new(Right) { [$"ConnectionStrings:{server}"] = connection });

        Assert.That(service.StartServer, Throws.Nothing);
    }

    [TestCase("Redis", "redis:6379,hunter2=x")]
    [TestCase("Redis", "redis:6379,connectTimeout=hunter2")]
    [TestCase("Redis", "password=hunter2,ssl=true")]
    [TestCase("Postgres", "Host=127.0.0.1;hunter2=x")]
    [TestCase("Postgres", "Host=127.0.0.1;Port=hunter2")]
    [TestCase("Postgres", "Host=127.0.0.1;hunter2")]
    [TestCase("Postgres", "Database=reset;Password=hunter2;SSL Mode=VerifyFull")]
    [Property("Checklist", "S1")]
    public async Task A_connection_string_that_cannot_be_read_is_not_repeated(string server, string connection)
    {
        await using var service = new Service(new(Right) { [$"ConnectionStrings:{server}"] = connection });

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.EqualTo($"ConnectionStrings:{server}: can't be read, or names no server."));
    }

    [Test]
    [Property("Checklist", "T2")]
    public async Task One_key_for_two_purposes_stops_the_start()
    {
        await using var service = new Service(new(Right) { ["Keys:Address"] = Right["Keys:Current"] });

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Keys:Address"));
    }

    [Test]
    [Property("Checklist", "R4")]
    public async Task An_endpoint_in_a_private_network_that_is_named_starts()
    {
        await using var service = new Service(new(Right) { ["Webhooks:Endpoints:erp:Url"] = "https://10.1.2.3/webhooks", ["Webhooks:PrivateNetworks:0"] = "10.1.0.0/16" });

        Assert.That(service.StartServer, Throws.Nothing);
    }

    [TestCase(2048)]
    [TestCase(2049)]
    public async Task An_endpoint_s_address_has_a_length(int length)
    {
        await using var service = new Service(new(Right) { ["Webhooks:Endpoints:erp:Url"] = "https://erp.example.com/".PadRight(length, 'x') });

        Assert.That(service.StartServer, length <= 2048 ? Throws.Nothing : Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Webhooks:Endpoints:erp:Url"));
    }

    [Test]
    [Property("Checklist", "R2")]
    public async Task One_secret_for_two_endpoints_stops_the_start()
    {
        await using var service = new Service(new(Right)
        {
            ["Webhooks:Endpoints:shop:Url"] = "https://shop.example.com/webhooks", ["Webhooks:Endpoints:shop:Secret"] = Right["Webhooks:Endpoints:erp:Secret"],
        });

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Webhooks:Endpoints:shop:Secret").And.Message.Not.Contains("whsec_"));
    }

    [Test]
    public async Task A_storefront_starts_with_all_its_settings()
    {
        await using var service = new Service(new(Right)
        {
            ["Storefronts:default:Locales:0"] = "zh-Hans",
            ["Storefronts:default:Locales:1"] = "pt-BR",
            ["Storefronts:default:AccentColor"] = "#B00020",
            ["Storefronts:default:LogoUrl"] = "https://shop.example.com/logo.svg",
            ["Storefronts:default:CodeInSubject"] = "true",
            ["Storefronts:default:PasswordPreset"] = "nist-800-63b-4",
            ["Storefronts:default:SendGridApiKey"] = "SG.own.key",
            ["Storefronts:default:Templates:password-reset-code:sk"] = "d-0123456789abcdef0123456789abcdef",
        });

        Assert.That(service.StartServer, Throws.Nothing);
    }

    [Test]
    [Property("Checklist", "S1")]
    public async Task A_complaint_about_a_storefront_s_key_does_not_repeat_it()
    {
        await using var service = new Service(new(Right) { ["Storefronts:default:SendGridApiKey"] = "SG.secret key" });

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Storefronts:default:SendGridApiKey").And.Message.Not.Contains("SG.secret"));
    }

    [Test]
    public async Task A_language_that_is_offered_twice_stops_the_start()
    {
        await using var service = new Service(new(Right) { ["Storefronts:default:Locales:0"] = "sk", ["Storefronts:default:Locales:1"] = "SK" });

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Storefronts:default:Locales"));
    }

    [Test]
    public async Task A_start_without_a_storefront_is_told_which_is_missing()
    {
        await using var service = new Service(Right.Where(setting => !setting.Key.StartsWith("Storefronts", StringComparison.Ordinal)).ToDictionary());

        Assert.That(service.StartServer, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Storefronts:default"));
    }

    [TestCase("Codes:Trys", "6")]
    [TestCase("Codes:Tries", "five")]
    [TestCase("Keys:Curent", "x")]
    [TestCase("HumanCheck:Mode", "perhaps")]
    [TestCase("HumanCheck:Alow", "true")]
    [TestCase("Storefronts:default:Colour", "red")]
    [TestCase("Storefronts:default:CodeInSubject", "perhaps")]
    [TestCase("Partners:erp:Key", "x")]
    [TestCase("Webhooks:Endpoints:erp:Urls", "x")]
    [TestCase("Passwords:MinLenght", "9")]
    [TestCase("Role", "boss")]
    [TestCase("AllowPlaintextServers", "perhaps")]
    [TestCase("PublicUrl", "https://[")]
    public async Task What_is_no_setting_or_no_value_stops_the_start_and_is_named(string setting, string value)
    {
        await using var service = new Service(new(Right) { [setting] = value });

        // As an operator sees it: some are named by the inner exception alone.
        Assert.That(service.StartServer, Throws.Exception.Matches<Exception>(told => $"{told}".Contains(setting.Split(':')[^1], StringComparison.Ordinal)));
    }

    private sealed class Service(Dictionary<string, string?> settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (name, value) in settings) builder.UseSetting(name, value);
        }
    }
}
