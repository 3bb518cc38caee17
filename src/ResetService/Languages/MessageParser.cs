using System.Globalization;

namespace ResetService.Languages;

/// <summary>Reads one message, to the letter: whatever is not in the subset is refused.</summary>
internal sealed class MessageParser(string source)
{
    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal) { "zero", "one", "two", "few", "many", "other" };

    private int at;

    private bool Ended => at == source.Length;

    public IReadOnlyList<Message.Part> Read()
    {
        var parts = Parts(inPlural: false);
        return Ended ? parts : throw Malformed("a } without its {");
    }

    private List<Message.Part> Parts(bool inPlural)
    {
        var parts = new List<Message.Part>();
        while (!Ended && source[at] != '}') parts.Add(Part(inPlural));

        return parts;
    }

    private Message.Part Part(bool inPlural)
    {
        switch (source[at])
        {
            case '{':
                return Argument();
            case '#' when inPlural:
                at++;
                return new Message.Count();
            default:
                var words = Take(character => character is not ('{' or '}') && !(character == '#' && inPlural));
                return words.Contains('\'', StringComparison.Ordinal) ? throw Malformed("a straight apostrophe") : new Message.Words(words);
        }
    }

    private Message.Part Argument()
    {
        Expect('{');
        var name = Word("a placeholder's name");
        if (source.AsSpan(at).StartsWith("}"))
        {
            Expect('}');
            return new Message.Placeholder(name);
        }

        Expect(',');
        if (Word("a type") != "plural") throw Malformed("a type that is not plural");
        Expect(',');
        return Plural(name);
    }

    private Message.Plural Plural(string name)
    {
        var (exact, categories) = (new Dictionary<long, IReadOnlyList<Message.Part>>(), new Dictionary<string, IReadOnlyList<Message.Part>>(StringComparer.Ordinal));
        for (SkipSpaces(); !Ended && source[at] != '}'; SkipSpaces())
        {
            var added = source[at] == '=' ? exact.TryAdd(Number(), Branch()) : categories.TryAdd(Category(), Branch());
            if (!added) throw Malformed("a branch twice");
        }

        Expect('}');
        return categories.ContainsKey("other") ? new(name, exact, categories) : throw Malformed("a plural without other");
    }

    private string Category() => Word("a category") is var category && Categories.Contains(category) ? category : throw Malformed("an unknown category");

    private long Number()
    {
        Expect('=');
        return long.Parse(Word("a number"), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private List<Message.Part> Branch()
    {
        Expect('{');
        var branch = Parts(inPlural: true);
        Expect('}');
        return branch;
    }

    private string Word(string what)
    {
        SkipSpaces();
        var word = Take(char.IsAsciiLetterOrDigit);
        SkipSpaces();
        return word.Length > 0 ? word : throw Malformed($"no {what}");
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = at;
        while (!Ended && belongs(source[at])) at++;
        return source[start..at];
    }

    private void SkipSpaces() => Take(char.IsWhiteSpace);

    private void Expect(char expected)
    {
        if (Ended || source[at] != expected) throw Malformed($"no {expected}");
        at++;
    }

    private FormatException Malformed(string what) => new($"{what} at {at} of: {source}");
}
