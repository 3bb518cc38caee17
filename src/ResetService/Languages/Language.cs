using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace ResetService.Languages;

/// <summary>A language that customers are spoken to in: its texts, plurals, dates and numbers. One file a language: <c>{tag}.json</c>, by sections.</summary>
internal sealed class Language
{
    private const string Folder = "Languages/";
    private const string Extension = ".json";

    private readonly FrozenDictionary<string, FrozenDictionary<string, Message>> sections;

    private Language(string tag)
    {
        Tag = tag;
        Culture = CultureInfo.GetCultureInfo(tag);
        Plural = PluralRules.Of(tag);
        using var file = typeof(Language).Assembly.GetManifestResourceStream($"{Folder}{tag}{Extension}")!;
        sections = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(file)!.ToFrozenDictionary(
            section => section.Key,
            section => section.Value.ToFrozenDictionary(text => text.Key, text => Message.Parse(text.Value), StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>Every language that has a file, by tag.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        .. typeof(Language).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => new Language(name[Folder.Length..^Extension.Length]))
            .OrderBy(language => language.Tag, StringComparer.Ordinal),
    ];

    /// <summary>What everyone gets for whom nothing else is known.</summary>
    public static Language English { get; } = All.Single(language => language.Tag == "en");

    /// <summary>BCP 47, as it stands in <c>lang</c>, <c>Content-Language</c> and tickets.</summary>
    public string Tag { get; }

    /// <summary>For dates and numbers.</summary>
    public CultureInfo Culture { get; }

    /// <summary>As its readers call it.</summary>
    public string NativeName => Culture.NativeName;

    /// <summary>The <c>dir</c> of HTML.</summary>
    public string Direction => Culture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The plural category of a count.</summary>
    public Func<long, string> Plural { get; }

    /// <param name="key">The section and the key in it, as <c>problems.not-found</c>.</param>
    /// <param name="arguments">What the text's placeholders stand for.</param>
    public string Text(string key, params IEnumerable<(string Name, object Value)> arguments) =>
        Find(key).Format(this, arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal));

    /// <summary>A section's texts as they stand in the file, for who puts in the arguments elsewhere.</summary>
    public IReadOnlyDictionary<string, Message> Section(string name) => sections[name];

    public override string ToString() => Tag;

    private Message Find(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return sections[key[..dot]][key[(dot + 1)..]];
    }
}
