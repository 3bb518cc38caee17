using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ResetService.Languages;

/// <summary>A language that customers are spoken to in: its texts, plurals, dates and numbers. One file a language: <c>{tag}.json</c>, by sections.</summary>
internal sealed partial class Language
{
    private const string Folder = "Languages/";
    private const string Extension = ".json";

    // UAX #9's first strong isolate and its end.
    private const char FirstStrongIsolate = '\u2068';
    private const char PopDirectionalIsolate = '\u2069';

    private readonly FrozenDictionary<string, FrozenDictionary<string, Message>> sections;

    private Language(string tag, Language? original)
    {
        Tag = tag;
        Culture = CultureInfo.GetCultureInfo(tag);
        Plural = PluralRules.Of(tag);
        var texts = Read(tag);
        // What is new is said in English until it is translated.
        sections = Read(original?.Tag ?? tag).ToFrozenDictionary(
            section => section.Key,
            section => section.Value.ToFrozenDictionary(
                text => text.Key, text => Message.Parse(texts.GetValueOrDefault(section.Key)?.GetValueOrDefault(text.Key) ?? text.Value), StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>What everyone gets for whom nothing else is known.</summary>
    public static Language English { get; } = new("en", original: null);

    /// <summary>Every language that has a file: English, then by tag.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        English,
        .. typeof(Language).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Where(tag => tag != English.Tag)
            .Order(StringComparer.Ordinal)
            .Select(tag => new Language(tag, English)),
    ];

    /// <summary>BCP 47, as it stands in <c>lang</c>, <c>Content-Language</c> and tickets.</summary>
    public string Tag { get; }

    /// <summary>For dates and numbers.</summary>
    public CultureInfo Culture { get; }

    /// <summary>As its readers call it.</summary>
    public string NativeName => Culture.NativeName;

    /// <summary>The <c>dir</c> of HTML.</summary>
    public string Direction => IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The plural category of a count.</summary>
    public Func<long, string> Plural { get; }

    /// <param name="key">The section and the key in it, as <c>problems.not-found</c>.</param>
    /// <param name="arguments">What the text's placeholders stand for.</param>
    public string Text(string key, params IEnumerable<(string Name, object? Value)> arguments) =>
        Find(key).Format(this, arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal));

    /// <summary>A section's texts as they stand in the file, for who puts in the arguments elsewhere.</summary>
    public IReadOnlyDictionary<string, Message> Section(string name) => sections[name];

    /// <summary>The day in UTC, spelt out.</summary>
    public string Date(DateTimeOffset at) => at.UtcDateTime.ToString("D", Culture);

    /// <summary>Hours and minutes in UTC.</summary>
    public string Time(DateTimeOffset at) => at.UtcDateTime.ToString("t", Culture);

    /// <summary>Sets a name that may run the other way apart, so that it leaves the order of the words around it alone.</summary>
    public string Isolate(string name) => IsRightToLeft || RightToLeft().IsMatch(name) ? $"{FirstStrongIsolate}{name}{PopDirectionalIsolate}" : name;

    public override string ToString() => Tag;

    private bool IsRightToLeft => Culture.TextInfo.IsRightToLeft;

    private static Dictionary<string, Dictionary<string, string>> Read(string tag)
    {
        using var file = typeof(Language).Assembly.GetManifestResourceStream($"{Folder}{tag}{Extension}")!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(file)!;
    }

    private Message Find(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return sections[key[..dot]][key[(dot + 1)..]];
    }

    // The blocks of Hebrew, Arabic and their neighbours, and of their presentation forms.
    [GeneratedRegex(@"[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]")]
    private static partial Regex RightToLeft();
}
