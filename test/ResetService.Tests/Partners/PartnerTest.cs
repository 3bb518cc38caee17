using System.Globalization;
using ResetService.Hosting;
using ResetService.Partners;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Partners;

/// <summary>A service with two shops and three partners: <c>erp</c> may do everything for the default shop, <c>tea</c> for the Tea House, and <c>kiosk</c> can only open tickets and read them.</summary>
internal abstract class PartnerTest(Parts parts, IReadOnlyDictionary<string, string?>? settings = null)
    : ResetTest(parts, new Dictionary<string, string?>([.. Partners, .. settings ?? new Dictionary<string, string?>()]))
{
    protected static readonly Secret ErpKey = Secret.Draw();
    protected static readonly Secret ErpOldKey = Secret.Draw();
    protected static readonly Secret TeaKey = Secret.Draw();
    protected static readonly Secret KioskKey = Secret.Draw();

    private static int clients;

    private readonly List<HttpClient> opened = [];

    protected static Dictionary<string, string?> Partners => new([
        KeyValuePair.Create<string, string?>("Partners:erp:KeyDigest", ErpKey.Digest),
        KeyValuePair.Create<string, string?>("Partners:erp:PreviousKeyDigest", ErpOldKey.Digest),
        KeyValuePair.Create<string, string?>("Partners:erp:Storefronts:0", "default"),
        .. Everything("erp"),
        KeyValuePair.Create<string, string?>("Partners:tea:KeyDigest", TeaKey.Digest),
        KeyValuePair.Create<string, string?>("Partners:tea:Storefronts:0", "tea"),
        .. Everything("tea"),
        KeyValuePair.Create<string, string?>("Partners:kiosk:KeyDigest", KioskKey.Digest),
        KeyValuePair.Create<string, string?>("Partners:kiosk:Storefronts:0", "default"),
        KeyValuePair.Create<string, string?>("Partners:kiosk:Operations:0", "createResetTicket"),
        KeyValuePair.Create<string, string?>("Partners:kiosk:Operations:1", "getResetTicket"),
        KeyValuePair.Create<string, string?>("Storefronts:tea:Name", "Tea House"),
        KeyValuePair.Create<string, string?>("Storefronts:tea:SignInUrl", "https://tea.example/sign-in"),
        KeyValuePair.Create<string, string?>("Storefronts:tea:Sender", "no-reply@tea.example"),
        KeyValuePair.Create<string, string?>("Storefronts:tea:SupportEmail", "support@tea.example"),
    ]);

    protected ResetClient Erp { get; private set; } = null!;

    protected ResetClient Tea { get; private set; } = null!;

    [OneTimeSetUp]
    public void CallWithKeys() => (Erp, Tea) = (CallerWith(ErpKey.Text), CallerWith(TeaKey.Text));

    [OneTimeTearDown]
    public void HangUp()
    {
        foreach (var client in opened) client.Dispose();
    }

    /// <summary>A partner's server, for an end user in a network of its own unless one is given.</summary>
    protected ResetClient CallerWith(string key, string? clientIp = null)
    {
        var http = Api.CreateClient();
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        http.DefaultRequestHeaders.Add("X-Client-Ip", clientIp ?? FreshClient());
        opened.Add(http);
        return new(http);
    }

    /// <summary>The settings that let a partner make every call there is.</summary>
    internal static IEnumerable<KeyValuePair<string, string?>> Everything(string partner) =>
        PartnerServices.Operations.Select((operation, n) => KeyValuePair.Create<string, string?>($"Partners:{partner}:Operations:{n}", operation));

    protected static string FreshClient() => $"10.{Interlocked.Increment(ref clients).ToString(CultureInfo.InvariantCulture)}.0.7";
}
