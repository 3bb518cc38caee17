using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Mail;
using ResetService.Passwords;
using ResetService.Resets;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Tests;

/// <summary>A record prints all its properties, into any log line: those that carry a secret or an address print neither.</summary>
[Property("Checklist", "S1")]
internal sealed partial class SecretsTests
{
    private const string Canary = "canary";

    // The code of a problem and of a reason is public, and so are the names of a table's columns.
    private static readonly Type[] Public = [typeof(Problem), typeof(PasswordReason), typeof(PasswordRemark), typeof(AccountColumnOptions)];

    private static IEnumerable<Type> Secretive => typeof(Program).Assembly.GetTypes()
        .Where(type => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(System.Text.StringBuilder)]) is not null)
        .Where(type => !Public.Contains(type) && Properties(type).Any(property => Name().IsMatch(property.Name)));

    [TestCaseSource(nameof(Secretive))]
    public void A_record_with_a_secret_or_an_address_does_not_print_it(Type record)
    {
        var instance = RuntimeHelpers.GetUninitializedObject(record);

        foreach (var property in Properties(record).Where(property => Name().IsMatch(property.Name)))
            record.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)?.SetValue(instance, Canary);

        Assert.That(instance.ToString(), Does.Not.Contain(Canary));
    }

    [Test]
    public void The_search_finds_them() => Assert.That(Secretive, Is.SupersetOf(
    [
        typeof(CreateTicket), typeof(TicketCreated), typeof(ConfirmCode), typeof(CodeConfirmed), typeof(LinkConfirmed), typeof(CheckPassword),
        typeof(SetPassword), typeof(PasswordChanged), typeof(BoundAccount), typeof(KeyOptions), typeof(PasswordOptions), typeof(MailMessage), typeof(SendGridOptions),
        typeof(Sender), typeof(Storefront),
    ]));

    [Test]
    public void The_nouns_print_what_a_log_may_carry()
    {
        var id = TicketId.Draw("tagtagtag-");
        var address = EmailAddress.Parse("ada@example.com");
        var account = new BoundAccount("id", "ada@example.com", "stamp", null, null);
        var mail = new WaitingMail(id, IsLink: false, 1, address, default, "KHQXTM", "default", "en", "", account, default);

        Assert.That($"{id}", Is.EqualTo(id.Value[10..]));
        Assert.That($"{Secret.Draw("erp")}", Is.EqualTo("(secret)"));
        Assert.That($"{ResetCode.Parse("042137")}", Is.EqualTo("******"));
        Assert.That($"{new OwnerLink(id, Secret.Draw())}", Is.EqualTo(nameof(OwnerLink)));
        Assert.That($"{mail} {new MailLease(3, id.Value, 0)} {new OpenedTicket(id, Secret.Draw(), default)}",
            Does.Not.Contain("tagtagtag").And.Not.Contain("ada@example.com"));
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(property => property.PropertyType == typeof(string));

    [GeneratedRegex("Password|Pass$|Token|Code$|Digits|Email|Address|^To$|Stamp|Hash|Pepper|Key$|^(Current|Previous)$|Secret|Fragment|Member|Ticket|Proof|^Text$|^Html$")]
    private static partial Regex Name();
}
