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
    public IEnumerable<IEnumerable<string>> PluralCategories => Parts.OfType<Plural>().Select(plural => plural.Categories.Keys);

    private IEnumerable<Part> Parts => parts.SelectMany(part => part.AndThoseInside);

    /// <exception cref="FormatException">The text is malformed.</exception>
    public static Message Parse(string source) => new(source, new MessageParser(source).Read());

    /// <exception cref="KeyNotFoundException">A placeholder has no argument.</exception>
    public string Format(Language language, IReadOnlyDictionary<string, object> arguments)
    {
        var text = new StringBuilder();
        foreach (var part in parts) part.Write(text, language, arguments, count: "");

        return text.ToString();
    }

    internal abstract record Part
    {
        public virtual IEnumerable<Part> AndThoseInside => [this];

        /// <param name="text">Where it is written to.</param>
        /// <param name="language">Whose numbers and plurals hold.</param>
        /// <param name="arguments">What placeholders stand for.</param>
        /// <param name="count">What <c>#</c> stands for.</param>
        public abstract void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object> arguments, string count);
    }

    internal sealed record Words(string Text) : Part
    {
        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object> arguments, string count) => text.Append(Text);
    }

    internal sealed record Placeholder(string Name) : Part
    {
        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object> arguments, string count) =>
            text.Append(arguments[Name] is IFormattable number ? number.ToString("N0", language.Culture) : arguments[Name]);
    }

    internal sealed record Count : Part
    {
        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object> arguments, string count) => text.Append(count);
    }

    internal sealed record Plural(string Name, IReadOnlyDictionary<long, IReadOnlyList<Part>> Exact, IReadOnlyDictionary<string, IReadOnlyList<Part>> Categories) : Part
    {
        public override IEnumerable<Part> AndThoseInside => Exact.Values.Concat(Categories.Values)
            .SelectMany(branch => branch).SelectMany(part => part.AndThoseInside).Prepend(this);

        public override void Write(StringBuilder text, Language language, IReadOnlyDictionary<string, object> arguments, string count)
        {
            var number = Convert.ToInt64(arguments[Name], language.Culture);
            var branch = Exact.GetValueOrDefault(number) ?? Categories.GetValueOrDefault(language.Plural(number)) ?? Categories["other"];

            foreach (var part in branch) part.Write(text, language, arguments, number.ToString("N0", language.Culture));
        }
    }
}
