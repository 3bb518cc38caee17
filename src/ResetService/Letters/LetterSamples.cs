using ResetService.Languages;

namespace ResetService.Letters;

/// <summary>One letter of each kind, to look at and to try templates on.</summary>
internal static class LetterSamples
{
    public const string Reference = "KHQXTM";
    public const string Code = "042137";
    public const string Link = "https://reset.example.com/#link=Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA.3q2-7wAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk";

    public static IReadOnlyList<Letter> All { get; } =
    [
        new CodeLetter(Code, TimeSpan.FromMinutes(10)),
        new LinkLetter(new Uri(Link), TimeSpan.FromHours(24)),
        new ChangedLetter(new DateTimeOffset(2030, 1, 31, 17, 5, 0, TimeSpan.Zero), "203.0.113.x", "Firefox, Android"),
        new SupportReceiptLetter(),
        new SupportCaseLetter("ada@example.com", "ada.l@example.org", "My old mailbox is gone.\n\nCan you help me?", Language.English, new DateTimeOffset(2030, 1, 31, 17, 5, 0, TimeSpan.Zero)),
    ];

    /// <returns>What a letter must not lose in whatever words a shop has for it.</returns>
    public static IEnumerable<string> Essence(Letter letter) => letter switch
    {
        CodeLetter code => [code.Code],
        LinkLetter link => [link.Link.OriginalString],
        SupportReceiptLetter => [Reference],
        SupportCaseLetter request => [request.ContactEmail, Reference],
        _ => [],
    };
}
