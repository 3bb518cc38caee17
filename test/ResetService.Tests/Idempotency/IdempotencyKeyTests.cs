using Microsoft.Extensions.Primitives;
using ResetService.Idempotency;

namespace ResetService.Tests.Idempotency;

internal sealed class IdempotencyKeyTests
{
    private static readonly string Longest = new('k', 255);

    [TestCase("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [TestCase("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324", TestName = "Quotes are syntax")]
    [TestCase("k", "k")]
    [TestCase("\"k\"", "k")]
    [TestCase("two words", "two words")]
    [TestCase("~!;=,", "~!;=,")]
    [TestCase("\" \"", " ", TestName = "A quoted key can be a space")]
    [TestCase("a\\b", "a\\b", TestName = "A bare key has no escapes")]
    [TestCase("\"a\\\\b\\\"c\"", "a\\b\"c", TestName = "A quoted key has two escapes")]
    [TestCase("a\"b", "a\"b", TestName = "A quote inside a bare key is a character")]
    public void A_key_is_taken_bare_and_quoted(string header, string key)
    {
        Assert.That(IdempotencyKey.TryParse(header, out var read), Is.True);
        Assert.That(read.Text, Is.EqualTo(key));
    }

    [Test]
    public void A_key_has_255_characters_at_the_most()
    {
        Assert.That(IdempotencyKey.TryParse(Longest, out _), Is.True);
        Assert.That(IdempotencyKey.TryParse($"\"{Longest}\"", out var quoted), Is.True);
        Assert.That(quoted.Text, Is.EqualTo(Longest));

        Assert.That(IdempotencyKey.TryParse(Longest + "k", out _), Is.False);
        Assert.That(IdempotencyKey.TryParse($"\"{Longest}k\"", out _), Is.False);
    }

    [TestCase("")]
    [TestCase("\"\"")]
    [TestCase("\"")]
    [TestCase("\"k")]
    [TestCase("\"k\"k", TestName = "Nothing follows a quoted key")]
    [TestCase("\"k\";v=1", TestName = "A quoted key has no parameters")]
    [TestCase("\"k\", \"l\"", TestName = "Two quoted keys are none")]
    [TestCase("\"a\\b\"", TestName = "Only quote and backslash are escaped")]
    [TestCase(" k")]
    [TestCase("k ")]
    [TestCase("k\n")]
    [TestCase("k\tl")]
    [TestCase("k\u007f")]
    [TestCase("ключ")]
    public void Anything_else_is_no_key(string header) => Assert.That(IdempotencyKey.TryParse(header, out _), Is.False);

    [Test]
    public void Two_headers_are_no_key()
    {
        Assert.That(IdempotencyKey.TryParse(new StringValues(["k", "k"]), out _), Is.False);
        Assert.That(IdempotencyKey.TryParse(StringValues.Empty, out _), Is.False);
    }
}
