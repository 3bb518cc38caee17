using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>The service as in production, behind a proxy on this machine that ends TLS. Redis and Postgres are away unless settings name them.</summary>
internal sealed class ProductionService : IAsyncDisposable
{
    public const string Host = "reset.example.com";
    public const string Origin = "https://shop.example.com";

    private ServiceProcess process = null!;

    private ProductionService()
    {
    }

    public static Dictionary<string, string> Settings => new()
    {
        ["PublicUrl"] = $"https://{Host}/",
        ["Role"] = "api",
        ["Keys__Current"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Keys__Address"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["HumanCheck__Mode"] = "off",
        ["HumanCheck__AllowOff"] = "true",
        ["SendGrid__ApiKey"] = "SG.stub.key",
        ["ConnectionStrings__Redis"] = "127.0.0.1:1",
        ["ConnectionStrings__Postgres"] = "Host=127.0.0.1;Port=1",
        ["Storefronts__default__Name"] = "Example Shop",
        ["Storefronts__default__SignInUrl"] = "https://shop.example.com/sign-in",
        ["Storefronts__default__Sender"] = "no-reply@shop.example.com",
        ["Storefronts__default__SupportEmail"] = "support@shop.example.com",
        ["Storefronts__default__Origins__0"] = Origin,
        ["Proxies__Networks__0"] = "127.0.0.0/8",
    };

    /// <summary>Comes through the proxy, over https, under the service's own host.</summary>
    public HttpClient Http { get; private set; } = null!;

    public Uri Address => process.BaseAddress;

    public IReadOnlyList<string> Output => process.Output;

    public static async Task<ProductionService> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = Settings;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) all[name] = value;

        var service = new ProductionService { process = await ServiceProcess.StartAsync(all) };
        service.Http = service.NewClient();
        service.Http.DefaultRequestHeaders.Host = Host;
        service.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        service.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        return service;
    }

    /// <summary>Comes straight to the listener.</summary>
    public HttpClient NewClient() => new() { BaseAddress = process.BaseAddress };

    /// <summary>Bytes as they are, and the answer until the server closes.</summary>
    public static async Task<string> SpeakAsync(Uri address, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return process.DisposeAsync();
    }
}
