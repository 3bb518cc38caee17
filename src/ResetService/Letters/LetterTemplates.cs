using System.Globalization;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using ResetService.Languages;
using ResetService.Storefronts;

namespace ResetService.Letters;

/// <summary>The templates of mails, in Handlebars: the service's own, and a shop's files in the place of those it has.</summary>
internal sealed partial class LetterTemplates
{
    private const string Subject = "subject";
    private const string Text = "text";
    private const string Html = "html";
    private const string Folder = "Letters/";
    private const string Extension = ".hbs";

    /// <summary>What the mails' HTML and text have in common.</summary>
    private static readonly string[] Partials = ["head.html", "foot.html", "end.html", "foot.text"];

    private static readonly Dictionary<string, string> Embedded = ReadEmbedded();

    private readonly Dictionary<string, string> sources;
    private readonly IHandlebars text = Engine(encodes: false);
    private readonly IHandlebars html = Engine(encodes: true);
    private readonly Dictionary<string, HandlebarsTemplate<object, object>> compiled = new(StringComparer.Ordinal);
    private readonly Lock door = new();

    private LetterTemplates(Dictionary<string, string> sources)
    {
        this.sources = sources;
        foreach (var partial in Partials)
        {
            var engine = partial.EndsWith(Html, StringComparison.Ordinal) ? html : text;
            engine.RegisterTemplate(Path.GetFileNameWithoutExtension(partial), sources[partial]);
        }
    }

    /// <summary>The service's own.</summary>
    public static LetterTemplates Standard { get; } = new(Embedded);

    /// <summary>A shop's own: <c>{mail}.html.hbs</c>, or <c>{mail}.sk.html.hbs</c> for one language, and so <c>text</c> and <c>subject</c>; or a partial.</summary>
    /// <exception cref="FormatException">A file is none of these, or writes without encoding.</exception>
    public static LetterTemplates Read(string directory)
    {
        var sources = new Dictionary<string, string>(Embedded, StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory, $"*{Extension}"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!IsTemplate(name)) throw new FormatException($"{name}{Extension} is the template of no mail.");

            sources[name] = File.ReadAllText(file);
            // Whatever a shop's name or a customer's message holds must arrive as text.
            if (Unencoded().IsMatch(sources[name])) throw new FormatException($"{name}{Extension} must write by {{{{ }}}}, which encodes, and nothing else.");
        }

        return new(sources);
    }

    /// <exception cref="HandlebarsException">A template is malformed, or names what there is not.</exception>
    public RenderedLetter Render(Letter letter, Storefront storefront, Language language, string reference)
    {
        var model = LetterModel.Of(letter, storefront, language, reference);
        var subject = Render(letter.Kind, Subject, language, model).Trim();
        model["subject"] = subject;

        return new(model, subject, Render(letter.Kind, Text, language, model), Render(letter.Kind, Html, language, model));
    }

    private string Render(string kind, string part, Language language, Dictionary<string, object?> model)
    {
        var own = $"{kind}.{language.Tag}.{part}";
        var name = sources.ContainsKey(own) ? own : $"{kind}.{part}";

        return Compiled(name, part == Html ? html : text)(model);
    }

    // One at a time: many mails leave at once, and nothing says that an engine compiles for several.
    private HandlebarsTemplate<object, object> Compiled(string name, IHandlebars engine)
    {
        lock (door)
        {
            if (!compiled.TryGetValue(name, out var template)) compiled[name] = template = engine.Compile(sources[name]);
            return template;
        }
    }

    private static IHandlebars Engine(bool encodes) => Handlebars.Create(new HandlebarsConfiguration
    {
        NoEscape = !encodes,
        ThrowOnUnresolvedBindingExpression = true, // a slip in a name must not become a hole in a mail
        FormatProvider = CultureInfo.InvariantCulture,
    });

    private static bool IsTemplate(string name) => Partials.Contains(name, StringComparer.Ordinal) || (
        name.Split('.') is [var kind, .. var language, Subject or Text or Html]
        && LetterKinds.All.Contains(kind, StringComparer.Ordinal)
        && language.Length < 2
        && language.All(tag => Language.All.Any(known => known.Tag == tag)));

    private static Dictionary<string, string> ReadEmbedded()
    {
        var assembly = typeof(LetterTemplates).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToDictionary(
            name => name[Folder.Length..^Extension.Length],
            name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            },
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\{\{\{|\{\{~?&")]
    private static partial Regex Unencoded();
}

/// <param name="Model">What the templates were given.</param>
/// <param name="Subject">One line of text.</param>
/// <param name="Text">The text part.</param>
/// <param name="Html">The HTML part, equal in meaning.</param>
internal sealed record RenderedLetter(IReadOnlyDictionary<string, object?> Model, string Subject, string Text, string Html)
{
    public override string ToString() => nameof(RenderedLetter); // a code is inside
}
