using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Pages;

/// <summary>The service with customers at its page. The browser's clock is the machine's, so the service's starts there too.</summary>
internal abstract class PageTest(Parts parts, IReadOnlyDictionary<string, string?>? settings = null, ILoggerProvider? log = null)
    : ResetTest(parts, new Dictionary<string, string?>(Check.Concat(settings ?? new Dictionary<string, string?>())), log, TimeProvider.System.GetUtcNow())
{
    /// <summary>A human check like Production's, but soon done.</summary>
    protected static readonly IReadOnlyDictionary<string, string?> Check = new Dictionary<string, string?>
    {
        ["HumanCheck:Mode"] = "altcha",
        ["HumanCheck:Altcha:Attempts"] = "20",
        ["HumanCheck:Altcha:Cost"] = "1000",
    };

    private readonly List<Customer> customers = [];

    [TearDown]
    public async Task EveryoneLeaves()
    {
        Customer[] leaving = [.. customers];
        customers.Clear();
        foreach (var customer in leaving) await customer.LeaveAsync();
    }

    protected async Task<Customer> ArriveAsync(string address = "", Hand hand = Hand.Mouse, BrowserNewContextOptions? options = null)
    {
        var customer = await Customer.ArriveAsync(Api, address, hand, options ?? new());
        customers.Add(customer);
        return customer;
    }
}
