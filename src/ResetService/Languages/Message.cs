using System.Text;

namespace ResetService.Languages;

/// <summary>
/// A text with placeholders and plurals, in a subset of ICU's message syntax: <c>{name}</c> and
/// <c>{count, plural, =0 {none} one {# minute} other {# minutes}}</c>, where <c>#</c> is the count. The straight apostrophe, ICU's quote, is not taken:
/// texts have <c>’</c>.
/// </summary>
internal sealed class Message
{
    private readonly IReadOnlyList<Part> parts;

    private Message(string source, IReadOnlyList<Part> parts) => (Source, this.parts) = (source, parts);

    /// <summary>The text as it was written.</summary>
    public string Source { get; }

    /// <summary>The placeholders' names, those of plurals included.</summary>
    public IEnumerable<string> Placeholders => Parts.Select(part => part switch
    {
        Placeholder placeholder => placeholder.Name,
        Plural plural => plural.Name,
        _ => null,
    }).OfType<string>().Distinct();

    /// <summary>The categories of each plural.</summary>
    public IEnumerable<IEnumerable<string>> PluralCategories => Parts.OfType<Plural>().Select(plural => plural.Categories);

    private IEnumerable<Part> Parts => parts.SelectMany(part => part.AndThoseInside);

    /// <exception cref="FormatException">The text is malformed.</exception>
    public static Message Parse(string source) => new(source, new MessageParser(source).Read());

    /// <exception cref="KeyNotFoundException">A placeholder has no argument.</exception>
    public string Format(Language language, IReadOnlyDictionary<string, object?> arguments)
    {
        var text = new StringBuilder();
        foreach (var part in parts) part.Write(text, language, arguments, count: "");

        return text.ToString();
    }

    internal abstract class Part
    {
        public virtual IEnumerable<Part> AndThoseInside => [this];

        /// <param name="text">Where it is written to.</param>
        /// <param name="language">Whose numbers and plurals hold.</param>
        /// <param name="arguments">What placeholders stand for.</param>
        /// <param name="count">What <c>#</c> stands for.</param>
        public abstract void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object?> arguments, string count);
    }

    internal sealed class Words(string words) : Part
    {
        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object?> arguments, string count) => text.Append(words);
    }

    internal sealed class Placeholder(string name) : Part
    {
        public string Name => name;

        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object?> arguments, string count) =>
            text.Append(arguments[name] is IFormattable number ? number.ToString("N0", language.Culture) : arguments[name]);
    }

    internal sealed class Count : Part
    {
        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object?> arguments, string count) => text.Append(count);
    }

    internal sealed class Plural(string name, IReadOnlyDictionary<long, IReadOnlyList<Part>> exact, IReadOnlyDictionary<string, IReadOnlyList<Part>> categories) : Part
    {
        public string Name => name;

        public IEnumerable<string> Categories => categories.Keys;

        public override IEnumerable<Part> AndThoseInside => exact.Values.Concat(categories.Values)
            .SelectMany(branch => branch).SelectMany(part => part.AndThoseInside).Prepend(this);

        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object?> arguments, string count)
        {
            var number = Convert.ToInt64(arguments[name], language.Culture);
            var branch = exact.GetValueOrDefault(number) ?? categories.GetValueOrDefault(language.Plural(number)) ?? categories["other"];

            foreach (var part in branch) part.Write(text, language, arguments, number.ToString("N0", language.Culture));
        }
    }
}
