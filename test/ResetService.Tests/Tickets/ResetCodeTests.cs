using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

internal sealed class ResetCodeTests
{
    [TestCase("012345")]
    [TestCase(" 012345 ")]
    [TestCase("012 345")]
    [TestCase("01 23 45")]
    [TestCase("012\u00a0345")]
    [TestCase("012\u202f345")]
    [TestCase("012-345")]
    [TestCase("0-1-2-3-4-5")]
    [TestCase("012\u2013345")]
    [TestCase("012\u2014345")]
    [TestCase("\uff10\uff11\uff12\uff13\uff14\uff15")]
    [TestCase("\u0660\u0661\u0662\u0663\u0664\u0665")]
    [TestCase("\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5")]
    [TestCase("\u0660\u0661\u0662 345")]
    [TestCase("012345                          ")]
    [Property("Checklist", "C2")]
    public void A_code_is_read_as_a_person_types_it(string typed)
    {
        Assert.That(ResetCode.TryParse(typed, out var code), Is.True);
        Assert.That(code.Digits, Is.EqualTo("012345"));
        Assert.That(ResetCode.Parse(typed), Is.EqualTo(code));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("      ")]
    [TestCase("12345")]
    [TestCase("1234567")]
    [TestCase("123456\n")]
    [TestCase("\n123456")]
    [TestCase("123\r\n456")]
    [TestCase("123\t456")]
    [TestCase("123\u0000456")]
    [TestCase("123456\u2028")]
    [TestCase("123456\u2029")]
    [TestCase("123456\u0085")]
    [TestCase("12345a")]
    [TestCase("abcdef")]
    [TestCase("O12345")]
    [TestCase("+12345")]
    [TestCase("1234.5")]
    [TestCase("12345\u00b2")]
    [TestCase("12345\u2464")]
    [TestCase("12345\u4e94")]
    [TestCase("12345\u200b6")]
    [TestCase("12345\ud835\udfd4")]
    [TestCase("12345\ud835")]
    [TestCase("012345                           ")]
    [Property("Checklist", "C2")]
    public void What_is_not_six_digits_is_no_code(string? typed)
    {
        Assert.That(ResetCode.TryParse(typed, out _), Is.False);
        Assert.That(() => ResetCode.Parse(typed!), Throws.TypeOf<FormatException>().With.Message.EqualTo("This is not a code."));
    }

    [Test]
    [Property("Checklist", "C1")]
    public void Drawn_codes_are_uniform_from_000000_to_999999()
    {
        var codes = Enumerable.Range(0, 20_000).Select(_ => ResetCode.Draw().Digits).ToArray();

        Assert.That(codes, Is.All.Matches("^[0-9]{6}\\z"));
        for (var place = 0; place < ResetCode.Length; place++)
        {
            // A digit is expected 2000 times with a deviation of 42.4. Sixty counts stay within 7 of them but once in 10^9 runs.
            foreach (var digit in "0123456789") Assert.That(codes.Count(code => code[place] == digit), Is.InRange(1703, 2297));
        }

        // About 198 of 20 000 draws from 10^6 meet an earlier one, with a deviation of 14.
        Assert.That(codes.Length - codes.Distinct().Count(), Is.InRange(95, 320));
    }

    [Test]
    [Property("Checklist", "S1")]
    public void Printing_a_code_prints_stars() => Assert.That($"{ResetCode.Draw()}", Is.EqualTo("******"));

    [TestCase("4711", "jane@shop.example", "stamp", true)]
    [TestCase("4712", "jane@shop.example", "stamp", false)]
    [TestCase("4711", "june@shop.example", "stamp", false)]
    [TestCase("4711", "jane@shop.example", "stamp-2", false)]
    public void An_account_is_the_same_while_its_key_its_address_and_its_stamp_are(string id, string address, string stamp, bool same) =>
        Assert.That(new BoundAccount(id, address, stamp, "tea", "sk").IsSameAs(new("4711", "jane@shop.example", "stamp", "shop", "de")), Is.EqualTo(same));

    [Test]
    [Property("Checklist", "S1")]
    public void Printing_an_account_prints_nothing_of_it()
    {
        var account = new BoundAccount("4711", "jane@shop.example", "stamp", "shop", "de");

        Assert.That($"{account}", Is.EqualTo(nameof(BoundAccount)));
        Assert.That(BoundAccount.Parse(account.Serialize()), Is.EqualTo(account));
    }
}
