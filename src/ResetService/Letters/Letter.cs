using ResetService.Languages;

namespace ResetService.Letters;

/// <summary>What a mail tells, before it has words: the facts that its texts and templates may name.</summary>
/// <param name="Kind">One of <see cref="LetterKinds"/>.</param>
internal abstract record Letter(string Kind)
{
    public abstract IEnumerable<(string Name, object? Value)> Facts(Language language);

    public sealed override string ToString() => GetType().Name; // the facts are secrets and addresses
}

/// <summary>The six digits.</summary>
internal sealed record CodeLetter(string Code, TimeSpan Left) : Letter(LetterKinds.Code)
{
    public override IEnumerable<(string Name, object? Value)> Facts(Language language) => [("code", Code), ("minutes", Minutes(Left))];

    // Rounded down: what the mail promises must hold when it is read.
    internal static long Minutes(TimeSpan left) => Math.Max(1, (long)left.TotalMinutes);
}

/// <summary>The owner's link.</summary>
internal sealed record LinkLetter(Uri Link, TimeSpan Left) : Letter(LetterKinds.Link)
{
    // From here on nobody counts in minutes.
    private static readonly TimeSpan InHours = TimeSpan.FromHours(2);

    public override IEnumerable<(string Name, object? Value)> Facts(Language language) =>
        [("link", Link.OriginalString), ("hours", Left < InHours ? 0L : (long)Left.TotalHours), ("minutes", CodeLetter.Minutes(Left))];
}

/// <summary>After a reset: someone who didn't ask for it must learn of it.</summary>
/// <param name="At">When.</param>
/// <param name="Network">Where from; null where that is not known.</param>
/// <param name="Device">The browser and its system; null where they are not known.</param>
internal sealed record ChangedLetter(DateTimeOffset At, string? Network, string? Device) : Letter(LetterKinds.Changed)
{
    public override IEnumerable<(string Name, object? Value)> Facts(Language language) =>
        [("date", language.Date(At)), ("time", language.Time(At)), ("network", Network), ("device", Device)];
}

/// <summary>To a customer who asked for help: it has arrived. What was written is not repeated, for it goes to an address that nobody has proven.</summary>
internal sealed record SupportReceiptLetter() : Letter(LetterKinds.SupportReceipt)
{
    public override IEnumerable<(string Name, object? Value)> Facts(Language language) => [];
}

/// <summary>To the shop's support staff: a customer asks for help.</summary>
/// <param name="Email">The account's address, as typed.</param>
/// <param name="ContactEmail">Where the customer can be reached.</param>
/// <param name="Message">What the customer wrote.</param>
/// <param name="Spoken">The customer's language.</param>
/// <param name="At">When.</param>
internal sealed record SupportCaseLetter(string Email, string ContactEmail, string Message, Language Spoken, DateTimeOffset At) : Letter(LetterKinds.SupportCase)
{
    public override IEnumerable<(string Name, object? Value)> Facts(Language language) =>
    [
        ("email", Email), ("contactEmail", ContactEmail), ("contactLink", ContactLink), ("message", Message.ReplaceLineEndings("\n").Split('\n')), ("language", Spoken.NativeName),
        ("date", language.Date(At)), ("time", language.Time(At)),
    ];

    // An address may hold % ? & and =: left as they are, they'd add recipients and words to the answer.
    private string ContactLink => $"mailto:{Uri.EscapeDataString(ContactEmail).Replace("%40", "@", StringComparison.Ordinal)}";
}
