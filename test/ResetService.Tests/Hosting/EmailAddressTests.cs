using ResetService.Hosting;

namespace ResetService.Tests.Hosting;

internal sealed class EmailAddressTests
{
    private static readonly string Label = new('d', 63);

    [TestCase("ada@example.com", "ada@example.com")]
    [TestCase("  ada@example.com\t", "ada@example.com")]
    [TestCase("Ada.Lovelace@Example.COM", "ada.lovelace@example.com")]
    [TestCase("a.d.a+reset@example.com", "a.d.a+reset@example.com")]
    [TestCase("!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com")]
    [TestCase("1@1.example", "1@1.example")]
    [TestCase("ada@b\u00fccher.example", "ada@xn--bcher-kva.example")]
    [TestCase("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example")]
    [TestCase("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example")]
    [TestCase("ada@XN--Bcher-KVA.example", "ada@xn--bcher-kva.example")]
    [TestCase("ada@\u0434\u043e\u043c.\u0440\u0444", "ada@xn--d1aqf.xn--p1ai")]
    [TestCase("ada@\u05d0\u05d1.example", "ada@xn--4dbc.example")]
    [TestCase("ada@\u0dc1\u0dca\u200d\u0dbb\u0dd3.example", "ada@xn--10cl1a0b660p.example")]
    [TestCase("ada@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example", "ada@xn--mgba3gch31f060k.example")]
    public void An_address_has_one_canonical_form(string typed, string canonical)
    {
        var address = EmailAddress.Parse(typed);

        Assert.That(address.Canonical, Is.EqualTo(canonical));
        Assert.That(address.Typed, Is.EqualTo(typed.Trim()));
        Assert.That(EmailAddress.Parse(canonical).Canonical, Is.EqualTo(canonical));
    }

    [TestCase("Ada@Example.com", "ada@example.com")]
    [TestCase("Ada@b\u00fccher.example", "ada@xn--bcher-kva.example", "ada@b\u00fccher.example")]
    [TestCase("ada@XN--Bcher-KVA.example", "ada@xn--bcher-kva.example", "ada@b\u00fccher.example")]
    [TestCase("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example", "ada@b\u00fccher.example", "ada@b\u00dccher.example")]
    public void An_address_is_spelt_in_few_ways(string typed, params string[] spellings) => Assert.That(EmailAddress.Parse(typed).Spellings, Is.EqualTo(spellings));

    [TestCase("a.b@gmail.com", "ab@gmail.com")]
    [TestCase("ada+x@gmail.com", "ada@gmail.com")]
    [TestCase("ada@googlemail.com", "ada@gmail.com")]
    [TestCase("ada@mail.example.com", "ada@example.com")]
    [Property("Checklist", "J5")]
    public void No_provider_s_habits_are_folded(string one, string other) =>
        Assert.That(EmailAddress.Parse(one).Canonical, Is.Not.EqualTo(EmailAddress.Parse(other).Canonical));

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("ada")]
    [TestCase("@example.com")]
    [TestCase("ada@")]
    [TestCase("ada@example")]
    [TestCase("ada@@example.com")]
    [TestCase("ada@eve@example.com")]
    [TestCase("ada@example.com@eve.example")]
    [TestCase(".ada@example.com")]
    [TestCase("ada.@example.com")]
    [TestCase("a..da@example.com")]
    [TestCase("ada@.example.com")]
    [TestCase("ada@example..com")]
    [TestCase("ada@example.com.")]
    [TestCase("ada@-example.com")]
    [TestCase("ada@example-.com")]
    [TestCase("ada@exa_mple.com")]
    [TestCase("ada@example.123")]
    [TestCase("ada lovelace@example.com")]
    [TestCase("ada@exam ple.com")]
    [TestCase("ada(comment)@example.com")]
    [TestCase("ada@example.com,eve@example.com")]
    [TestCase("ada@example.com;eve@example.com")]
    [TestCase("ada@example.com eve@example.com")]
    [TestCase("mailto:ada@example.com")]
    [TestCase("ada@example.com?bcc=eve@example.com")]
    [Property("Checklist", "J3")]
    public void What_RFC_5321_does_not_know_is_no_address(string? typed) => Assert.That(EmailAddress.TryParse(typed, out _), Is.False);

    [TestCase("ada\r\n@example.com")]
    [TestCase("ada@example.com\r\nBcc: eve@example.com")]
    [TestCase("a\nda@example.com")]
    [TestCase("ada@exam\nple.com")]
    [TestCase("ada@example.com\0")]
    [TestCase("ada\0@example.com")]
    [TestCase("ada@exam\0ple.com")]
    [TestCase("\"ada\"@example.com")]
    [TestCase("\"ada@eve\"@example.com")]
    [TestCase("Ada <ada@example.com>")]
    [TestCase("<ada@example.com>")]
    [TestCase("ada@[127.0.0.1]")]
    [TestCase("ada@[IPv6:::1]")]
    [TestCase("ada@127.0.0.1")]
    [Property("Checklist", "J4")]
    public void Line_ends_quotes_names_and_literals_are_refused(string typed) => Assert.That(EmailAddress.TryParse(typed, out _), Is.False);

    // Kelvin sign, dotted and dotless i, long s, full-width, ligature, what is not seen, superscript, ideographic full stop.
    [TestCase("mi\u212Ae@example.com")]
    [TestCase("m\u0130ke@example.com")]
    [TestCase("m\u0131ke@example.com")]
    [TestCase("\u017Fam@example.com")]
    [TestCase("\uFF4Dike@example.com")]
    [TestCase("mi\u200Bke@example.com")]
    [TestCase("mi\u00ADke@example.com")]
    [TestCase("mike\uFF20example.com")]
    [TestCase("mike@\uFF45xample.com")]
    [TestCase("mike@ban\u212A.com")]
    [TestCase("mike@exa\u00ADmple.com")]
    [TestCase("mike@exam\u200Bple.com")]
    [TestCase("mike@o\uFB03ce.com")]
    [TestCase("mike@example\u00B2.com")]
    [TestCase("mike@example\u3002com")]
    [TestCase("mike@example\uFF0Ecom")]
    [TestCase("mike@m\u00fcn\u212Aen.example")]
    [TestCase("mike@m\u00fcnk\uFF45n.example")]
    [TestCase("mike@m\u00fcn\u00ADken.example")]
    [TestCase("mike@b\u00fccher\u3002example")]
    [TestCase("mike@b\u00fccher\uFF0Eexample")]
    [TestCase("mike@\u00fc\u3002\u212Aelvin.com")]
    [TestCase("mike@b\u00fccher\uFF0Dshop.example")]
    [Property("Checklist", "J2")]
    public void A_look_alike_of_an_ASCII_address_is_refused(string typed) => Assert.That(EmailAddress.TryParse(typed, out _), Is.False);

    [TestCase("mike@ex\u0430mple.com")]
    [TestCase("mike@g\u043e\u043egle.com")]
    [Property("Checklist", "J2")]
    public void A_domain_in_another_script_is_another_domain(string typed) =>
        Assert.That(EmailAddress.Parse(typed).Canonical, Does.StartWith("mike@xn--"));

    [Test]
    [Property("Checklist", "J5")]
    public void Lengths_end_where_RFC_5321_ends_them()
    {
        var at254 = $"{new string('a', 64)}@{Label}.{Label}.{new string('d', 57)}.com";

        Assert.That(at254, Has.Length.EqualTo(254));
        Assert.That(EmailAddress.TryParse(at254, out _), Is.True);
        Assert.That(EmailAddress.TryParse($"{at254}m", out _), Is.False);
        Assert.That(EmailAddress.TryParse($"{new string('a', 64)}@example.com", out _), Is.True);
        Assert.That(EmailAddress.TryParse($"{new string('a', 65)}@example.com", out _), Is.False);
        Assert.That(EmailAddress.TryParse($"ada@{Label}.com", out _), Is.True);
        Assert.That(EmailAddress.TryParse($"ada@{Label}d.com", out _), Is.False);
    }

    // In punycode a label of these has 13 characters instead of 6: thirteen of them make it 254 in all.
    [TestCase(13, true)]
    [TestCase(14, false)]
    [Property("Checklist", "J5")]
    public void A_domain_s_length_counts_in_punycode(int labels, bool isAddress) =>
        Assert.That(EmailAddress.TryParse($"{new string('a', 64)}@{string.Join('.', Enumerable.Repeat("b\u00fccher", labels))}.example", out _), Is.EqualTo(isAddress));

    [Test]
    [Property("Checklist", "J5")]
    public void A_length_counts_as_typed_too()
    {
        var decomposed = string.Concat(Enumerable.Repeat("u\u0308", 50)); // half as many characters once it is composed

        Assert.That(EmailAddress.TryParse($"ada@{decomposed}.{decomposed}.example", out var address), Is.True);
        Assert.That(address!.Canonical, Has.Length.LessThan(254 - 64));
        Assert.That(EmailAddress.TryParse($"{new string('a', 64)}@{decomposed}.{decomposed}.example", out _), Is.False);
    }

    [Test]
    [Property("Checklist", "S1")]
    public void What_is_no_address_is_not_repeated_by_the_exception() =>
        Assert.That(() => EmailAddress.Parse("ada(a)example.com"), Throws.TypeOf<FormatException>().With.Message.EqualTo("This is not an e-mail address."));

    [Test]
    [Property("Checklist", "S1")]
    public void Printing_an_address_masks_it() => Assert.That($"{EmailAddress.Parse("Ada@Example.com")}", Is.EqualTo("A***@Example.com"));
}
