using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>What is sealed or signed belongs to one ticket and one purpose.</summary>
internal sealed class SealedTextTests
{
    private const string Code = "012345";

    private static readonly Keys Keys = new(Options.Create(new KeyOptions { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() }));
    private static readonly string First = TicketId.Draw("0123456789").Value;
    private static readonly string Second = TicketId.Draw("0123456789").Value;

    [Test]
    [Property("Checklist", "C8")]
    public void The_same_code_looks_different_on_two_tickets() => Assert.That(Keys.Sign(First, Code), Is.Not.EqualTo(Keys.Sign(Second, Code)));

    [Test]
    public void The_same_code_sealed_twice_looks_different()
    {
        var texts = Enumerable.Range(0, 100).Select(_ => Keys.Seal(First, Purpose.Code, Code)).ToArray();

        Assert.That(texts, Is.Unique);
        Assert.That(texts.Select(text => Keys.Open(First, Purpose.Code, text)), Is.All.EqualTo(Code));
    }

    [Test]
    public void A_sealed_text_opens_for_its_ticket_and_purpose_alone()
    {
        var text = Keys.Seal(First, Purpose.Code, Code);

        Assert.That(Keys.Open(Second, Purpose.Code, text), Is.Null);
        Assert.That(Keys.Open(First, Purpose.Link, text), Is.Null);
    }
}
