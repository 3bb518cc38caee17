using System.Text.RegularExpressions;

namespace ResetService.Mutants;

/// <summary>A word, a number, a string or a sign of Lua, and where it stands. Blanks and comments are none.</summary>
internal sealed partial record LuaToken(string Text, int Start)
{
    private static readonly HashSet<string> Keywords =
    [
        "and", "break", "do", "else", "elseif", "end", "for", "function", "if", "in", "local", "not", "or", "repeat", "return", "then", "until", "while",
    ];

    public int End => Start + Text.Length;

    public bool IsKeyword => Keywords.Contains(Text);

    public bool IsName => !IsKeyword && (char.IsAsciiLetter(Text[0]) || Text[0] == '_');

    /// <summary>Whether an operand can end here, so that what follows is an operator or the next statement.</summary>
    public bool EndsOperand => IsName || char.IsAsciiDigit(Text[0]) || Text[0] is '\'' or '"' or ')' or ']' or '}';

    public bool Opens => Text is "(" or "[" or "{";

    public bool Closes => Text is ")" or "]" or "}";

    public static IReadOnlyList<LuaToken> Read(string text)
    {
        var tokens = new List<LuaToken>();
        for (var at = 0; at < text.Length;)
        {
            var match = Lexeme().Match(text, at);
            if (!match.Success) throw new FormatException($"No token of Lua: {text[at..Math.Min(at + 20, text.Length)]}");

            if (match.Groups["token"].Success) tokens.Add(new(match.Value, at));
            at += match.Length;
        }

        return tokens;
    }

    // As far as our scripts go: no long brackets, no hexadecimal numbers.
    [GeneratedRegex("""
        \G (?: \s+ | --[^\n]* | (?<token> [A-Za-z_]\w* | [0-9]+(\.[0-9]+)? | '(\\.|[^'\\\n])*' | "(\\.|[^"\\\n])*" | == | ~= | <= | >= | \.\.\.? | [-+*/%^\#<>=(){}\[\];:,.] ) )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Lexeme();
}
