using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResetService.Storefronts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Storefronts;

/// <summary>An operator edits the settings file while the service runs.</summary>
internal sealed class ReloadTests
{
    [Test]
    public async Task A_changed_storefront_counts_without_a_restart()
    {
        await using var service = new EditedService(new { Storefronts = new { @default = Shop("Example Shop") } });

        await EditAsync(service, new { @default = Shop("Tea House"), coffee = Shop("Coffee House") });

        Assert.That(Of(service).Select(shop => (shop.Key, shop.Value.Name)), Is.EquivalentTo([("default", "Tea House"), ("coffee", "Coffee House")]));
        Assert.That(service.Errors, Is.Empty);
    }

    [TestCase("SignInUrl", "sign-in")]
    [TestCase("CodeInSubject", "perhaps")]
    [TestCase("Colour", "red")]
    public async Task A_wrong_change_leaves_the_last_good_storefronts_and_is_logged(string setting, string value)
    {
        await using var service = new EditedService(new { Storefronts = new { @default = Shop("Example Shop") } });

        await EditAsync(service, new { @default = new Dictionary<string, string> { ["Name"] = "Tea House", [setting] = value } });

        Assert.That(Of(service)["default"].Name, Is.EqualTo("Example Shop"));
        Assert.That(service.Errors, Has.Exactly(1).Items.And.Exactly(1).Contains(setting));

        await EditAsync(service, new { @default = Shop("Tea House") });

        Assert.That(Of(service)["default"].Name, Is.EqualTo("Tea House"));
        Assert.That(service.Errors, Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_file_that_can_t_be_read_changes_nothing_and_is_logged()
    {
        await using var service = new EditedService(new { Storefronts = new { @default = Shop("Example Shop") } });

        await service.SpoilAsync();

        Assert.That(Of(service)["default"].Name, Is.EqualTo("Example Shop"));
        Assert.That(service.Errors, Has.Exactly(1).Items.And.Exactly(1).Contains("settings.json"));

        await EditAsync(service, new { @default = Shop("Tea House") });

        Assert.That(Of(service)["default"].Name, Is.EqualTo("Tea House"));
    }

    [Test]
    public async Task A_file_that_can_t_be_read_stays_in_force_when_another_one_changes()
    {
        await using var service = new EditedService(new { Storefronts = new { @default = Shop("Example Shop"), tea = Shop("Tea House") } });

        await service.SpoilAsync();
        await service.EditAnotherAsync<StorefrontOptions>(new { Storefronts = new { coffee = Shop("Coffee House") } });

        Assert.That(Of(service).Keys, Is.EquivalentTo(["default", "tea", "coffee"]));
        Assert.That(service.Errors, Has.Exactly(1).Items);

        await EditAsync(service, new { @default = Shop("Example Shop") });

        Assert.That(Of(service).Keys, Is.EquivalentTo(["default", "coffee"]));
    }

    private static StorefrontOptions Of(EditedService service) => service.Services.GetRequiredService<IOptionsMonitor<StorefrontOptions>>().CurrentValue;

    private static Task EditAsync(EditedService service, object storefronts) => service.EditAsync<StorefrontOptions>(new { Storefronts = storefronts });

    private static object Shop(string name) => new
    {
        Name = name, SignInUrl = "https://shop.example.com/sign-in", Sender = "no-reply@shop.example.com", SupportEmail = "support@shop.example.com",
    };
}
