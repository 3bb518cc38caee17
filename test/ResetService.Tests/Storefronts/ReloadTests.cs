using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResetService.Storefronts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Storefronts;

/// <summary>An operator edits the settings file while the service runs.</summary>
internal sealed class ReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task A_changed_storefront_counts_without_a_restart()
    {
        await using var service = new Service();

        await service.EditAsync(new { @default = Shop("Tea House"), coffee = Shop("Coffee House") });

        Assert.That(service.Storefronts.CurrentValue.Select(shop => (shop.Key, shop.Value.Name)), Is.EquivalentTo([("default", "Tea House"), ("coffee", "Coffee House")]));
        Assert.That(service.Errors, Is.Empty);
    }

    [TestCase("SignInUrl", "sign-in")]
    [TestCase("CodeInSubject", "perhaps")]
    [TestCase("Colour", "red")]
    public async Task A_wrong_change_leaves_the_last_good_storefronts_and_is_logged(string setting, string value)
    {
        await using var service = new Service();

        await service.EditAsync(new { @default = new Dictionary<string, string> { ["Name"] = "Tea House", [setting] = value } });

        Assert.That(service.Storefronts.CurrentValue["default"].Name, Is.EqualTo("Example Shop"));
        Assert.That(service.Errors, Has.Exactly(1).Items.And.Exactly(1).Contains(setting));

        await service.EditAsync(new { @default = Shop("Tea House") });

        Assert.That(service.Storefronts.CurrentValue["default"].Name, Is.EqualTo("Tea House"));
        Assert.That(service.Errors, Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_file_that_can_t_be_read_changes_nothing_and_is_logged()
    {
        await using var service = new Service();

        await service.SpoilAsync();

        Assert.That(service.Storefronts.CurrentValue["default"].Name, Is.EqualTo("Example Shop"));
        Assert.That(service.Errors, Has.Exactly(1).Items.And.Exactly(1).Contains("storefronts.json"));

        await service.EditAsync(new { @default = Shop("Tea House") });

        Assert.That(service.Storefronts.CurrentValue["default"].Name, Is.EqualTo("Tea House"));
    }

    private static object Shop(string name) => new
    {
        Name = name, SignInUrl = "https://shop.example.com/sign-in", Sender = "no-reply@shop.example.com", SupportEmail = "support@shop.example.com",
    };

    /// <summary>The service in Development, which needs no server, with the storefronts in a file.</summary>
    private sealed class Service : WebApplicationFactory<Program>
    {
        private readonly TemporaryDirectory directory = new();
        private readonly WholeLog log = new();

        public Service()
        {
            Write(JsonSerializer.Serialize(new { Storefronts = new { @default = Shop("Example Shop") } }));
            StartServer();
        }

        public IOptionsMonitor<StorefrontOptions> Storefronts => Services.GetRequiredService<IOptionsMonitor<StorefrontOptions>>();

        public IEnumerable<string> Errors => log.Lines.Where(line => line.StartsWith(nameof(LogLevel.Error), StringComparison.Ordinal));

        /// <summary>Returns when the service has read the file.</summary>
        public async Task EditAsync(object storefronts)
        {
            var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = Storefronts.OnChange(_ => read.TrySetResult());

            Write(JsonSerializer.Serialize(new { Storefronts = storefronts }));
            await read.Task.WaitAsync(Patience);
        }

        /// <summary>Leaves half a file, and returns when the service has met it.</summary>
        public async Task SpoilAsync()
        {
            var met = log.NextAsync(nameof(LogLevel.Error));

            Write("""{"Storefronts":""");
            await met.WaitAsync(Patience);
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            log.Dispose();
            directory.Dispose();
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:Sqlite", $"Data Source={Path.Combine(directory.Path, "accounts.db")}");
            builder.ConfigureAppConfiguration(configuration => configuration.AddJsonFile(File, optional: false, reloadOnChange: true));
            builder.ConfigureLogging(logging => logging.AddProvider(log));
        }

        private string File => Path.Combine(directory.Path, "storefronts.json");

        // Moved into place, as editors and Kubernetes do: nobody reads half a file.
        private void Write(string settings)
        {
            var draft = Path.Combine(directory.Path, "draft");
            System.IO.File.WriteAllText(draft, settings);
            System.IO.File.Move(draft, File, overwrite: true);
        }
    }
}
