using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>The way of whoever lost the mailbox.</summary>
internal sealed class PageSupportTests() : PageTest(Parts.Real)
{
    [Test]
    public async Task Whoever_lost_the_mailbox_reaches_a_person_and_gets_a_number()
    {
        var (email, contact) = (ResetApi.FreshAddress(), ResetApi.FreshAddress());
        var customer = await ArriveAsync();
        await customer.RequestAsync(email);
        await customer.PressAsync("#method [data-go=support]");

        await customer.TypeAsync("#contact", contact);
        await customer.PressAsync("#support form button");
        await customer.ReadsAsync("#message-error", "Write a few words");
        await customer.Find("#message").FillAsync(new string('x', 2003));
        await customer.PressAsync("#support form button");
        await customer.ReadsAsync("#message-error", "3 characters too many.");
        await customer.Find("#message").FillAsync("My mailbox is gone.\nCan you <b>help</b>? 🙏");
        await customer.PressAsync("#support form button");
        await customer.SeesAsync("supported");

        await customer.ReadsAsync("#supported", contact);
        await using var db = await Api.OpenDatabaseAsync();
        var asked = await db.SupportRequests.SingleAsync(request => request.ContactEmail == contact);
        await Expect(customer.Find("#supported .number")).ToHaveTextAsync(asked.Reference);
        Assert.That((asked.Email, asked.Message), Is.EqualTo((email, "My mailbox is gone.\nCan you <b>help</b>? 🙏")));

        await customer.Page.GoBackAsync();
        await customer.PressAsync("#method [data-go=support]");
        await Expect(customer.Find("#supported .number")).ToHaveTextAsync(asked.Reference);
    }

    [Test]
    public async Task What_no_eye_sees_in_a_pasted_message_is_no_mistake()
    {
        var contact = ResetApi.FreshAddress();
        var customer = await AtSupportAsync();

        await customer.TypeAsync("#contact", contact);
        await customer.Find("#message").FillAsync("\u0007From\u000BWord\u0092s page:\n\thelp\u001B");
        await customer.PressAsync("#support form button");
        await customer.SeesAsync("supported");

        await using var db = await Api.OpenDatabaseAsync();
        Assert.That((await db.SupportRequests.SingleAsync(request => request.ContactEmail == contact)).Message, Is.EqualTo("From Word s page:\n\thelp"));
    }

    [Test]
    public async Task What_was_written_stays_in_another_language_until_it_is_sent()
    {
        var customer = await AtSupportAsync();
        await customer.TypeAsync("#contact", "ada@example.org");
        await customer.TypeAsync("#message", "My mailbox is gone.");

        await customer.Find("#language").SelectOptionAsync("sk");

        await Expect(customer.Find("html")).ToHaveAttributeAsync("lang", "sk");
        await customer.SeesAsync("support");
        await Expect(customer.Find("#contact")).ToHaveValueAsync("ada@example.org");
        await Expect(customer.Find("#message")).ToHaveValueAsync("My mailbox is gone.");
        await customer.PressAsync("#support form button");
        await customer.SeesAsync("supported");
        Assert.That(await customer.Page.EvaluateAsync<string>("sessionStorage['reset:default']"), Does.Not.Contain("mailbox"));
    }

    [Test]
    public async Task One_who_waits_for_a_mail_in_vain_finds_the_way_too()
    {
        var customer = await ArriveAsync();
        await customer.GetMailAsync((await Api.SignUpAsync()).Email);

        await customer.PressAsync("summary");
        await customer.PressAsync("#code [data-go=support]");

        await customer.SeesAsync("support");
    }

    private async Task<Customer> AtSupportAsync()
    {
        var customer = await ArriveAsync();
        await customer.RequestAsync(ResetApi.FreshAddress());
        await customer.PressAsync("#method [data-go=support]");
        return customer;
    }
}
