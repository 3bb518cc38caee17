using ResetService.Tests.Partners;
using ResetService.Tests.Support;
using ResetService.Webhooks;

namespace ResetService.Tests.Webhooks;

/// <summary>The partners' service with a receiver behind four endpoints, each under its name as path: one of either partner, the shop's own, and the shop's own for account events.</summary>
internal abstract class WebhookTest : PartnerTest
{
    protected static readonly SendGridSigner Signer = new();

    private readonly int port;

    protected WebhookTest(Parts parts) : this(parts, FreePort.Take())
    {
    }

    private WebhookTest(Parts parts, int port) : base(parts, Endpoints(port)) => this.port = port;

    protected WebhookReceiver Receiver { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartReceiver() => Receiver = await WebhookReceiver.StartAsync(port);

    [OneTimeTearDown]
    public ValueTask StopReceiver() => Receiver.DisposeAsync();

    [TearDown]
    public void TakeAll() => Receiver.Answer = null;

    /// <summary>What an endpoint was told of a ticket, once a certain event is there.</summary>
    protected async Task<IReadOnlyList<Delivery>> ToldAsync(string endpoint, Ticket ticket, string until)
    {
        await Receiver.NextAsync(delivery => delivery.Path == $"/{endpoint}" && delivery.Type == until && IsOf(delivery, ticket));
        return Told(endpoint, ticket);
    }

    protected IReadOnlyList<Delivery> Told(string endpoint, Ticket ticket) => [.. Receiver.Deliveries.Where(delivery => delivery.Path == $"/{endpoint}" && IsOf(delivery, ticket))];

    private static bool IsOf(Delivery delivery, Ticket ticket) => delivery.Data.TryGetProperty("ticketId", out var id) && id.ValueEquals(ticket.Id);

    private static Dictionary<string, string?> Endpoints(int port)
    {
        var settings = new Dictionary<string, string?> { ["Webhooks:PrivateNetworks:0"] = "127.0.0.0/8", ["Webhooks:Endpoints:accounts:AccountEvents"] = "true" };
        foreach (var name in (string[])["erp", "tea", "shop", "accounts"])
        {
            settings[$"Webhooks:Endpoints:{name}:Url"] = $"http://127.0.0.1:{port}/{name}";
            settings[$"Webhooks:Endpoints:{name}:Secret"] = WebhookSecret.Draw();
        }

        foreach (var partner in (string[])["erp", "tea"]) settings[$"Webhooks:Endpoints:{partner}:Partner"] = partner;
        settings["Webhooks:Endpoints:accounts:Events:0"] = WebhookEvents.CodeSent;
        settings["Webhooks:Endpoints:accounts:Events:1"] = WebhookEvents.Requested;
        settings["Webhooks:Endpoints:accounts:Events:2"] = WebhookEvents.MailBounced;
        settings["SendGrid:EventsPublicKeys:0"] = Signer.PublicKey;
        return settings;
    }
}
