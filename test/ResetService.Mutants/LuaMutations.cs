using System.Text.RegularExpressions;

namespace ResetService.Mutants;

/// <summary>
/// Every way to change one thing in a script: a comparison negated or moved by one, and for or, plus for minus, the lesser for the greater, a negation left out,
/// a call or an assignment left out, an early return left out, an option of SET left out.
/// </summary>
internal sealed partial class LuaMutations
{
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["=="] = ["~="],
        ["~="] = ["=="],
        ["<"] = [">=", "<="],
        ["<="] = [">", "<"],
        [">"] = ["<=", ">="],
        [">="] = ["<", ">"],
        ["and"] = ["or"],
        ["or"] = ["and"],
        ["not"] = [""],
        ["+"] = ["-"],
        ["-"] = ["+"],
        ["*"] = ["/"],
        ["/"] = ["*"],
        ["min"] = ["max"],
        ["max"] = ["min"],
    };

    // The commands that leave something behind.
    private static readonly HashSet<string> Writes = ["'DEL'", "'HDEL'", "'HINCRBY'", "'HSET'", "'INCR'", "'INCRBY'", "'PEXPIRE'", "'SET'", "'ZADD'", "'ZREM'", "'ZREMRANGEBYSCORE'"];

    private readonly string script;
    private readonly string text;
    private readonly IReadOnlyList<LuaToken> tokens;

    private LuaMutations(string script, string text) => (this.script, this.text, tokens) = (script, text, LuaToken.Read(text));

    public static IReadOnlyList<Mutant> Of(string script, string text)
    {
        var mutations = new LuaMutations(script, text);
        return [.. mutations.Swaps(), .. mutations.Statements(), .. mutations.Answers(), .. mutations.EarlyReturns(), .. mutations.Options()];
    }

    private IEnumerable<Mutant> Swaps()
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            // A sign before a number is no minus: Lua has no plus of that kind.
            var others = tokens[at].Text == "-" && !tokens[at - 1].EndsOperand ? [""] : Others.GetValueOrDefault(tokens[at].Text, []);
            foreach (var other in others) yield return Change(at, at, other);
        }
    }

    private IEnumerable<Mutant> Statements()
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (IsStatement(at)) yield return Change(at, EndOfStatement(at), "");
        }
    }

    /// <summary>A command that writes and answers is left out by an answer of its own: 1, as after the first of its kind.</summary>
    private IEnumerable<Mutant> Answers()
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Text == "redis" && Writes.Contains(tokens[at + 4].Text) && !IsStatement(at)) yield return Change(at, Closing(at + 3), "1");
        }
    }

    private IEnumerable<Mutant> EarlyReturns()
    {
        var blocks = new Stack<string>();
        for (var at = 0; at < tokens.Count; at++)
        {
            switch (tokens[at].Text)
            {
                case "function" or "if" or "do" or "repeat":
                    blocks.Push(tokens[at].Text);
                    break;
                case "end" or "until":
                    blocks.Pop();
                    break;
                case "return" when blocks.TryPeek(out var block) && block != "function":
                    yield return Change(at, EndOfStatement(at), "");
                    break;
                default:
                    break;
            }
        }
    }

    private IEnumerable<Mutant> Options()
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Text == "'NX'") yield return Change(at - 1, at, "");
            if (tokens[at].Text == "'PX'") yield return Change(at - 1, EndOfArgument(at + 2), "");
        }
    }

    /// <summary>A name where no expression waits for one begins a statement: a call or an assignment.</summary>
    private bool IsStatement(int at) =>
        tokens[at].IsName && (at == 0 || tokens[at - 1].EndsOperand || tokens[at - 1].Text is "then" or "else" or "do" or "repeat" or "end");

    private int EndOfStatement(int at)
    {
        for (var next = at + 1; ; next++)
        {
            if (next == tokens.Count || IsStatement(next) || (tokens[next].IsKeyword && tokens[next].Text is not ("and" or "or" or "not"))) return next - 1;
            if (tokens[next].Opens) next = Closing(next);
        }
    }

    private int EndOfArgument(int at)
    {
        for (var next = at; ; next++)
        {
            if (tokens[next].Text == "," || tokens[next].Closes) return next - 1;
            if (tokens[next].Opens) next = Closing(next);
        }
    }

    private int Closing(int at)
    {
        for (var next = at + 1; ; next++)
        {
            if (tokens[next].Closes) return next;
            if (tokens[next].Opens) next = Closing(next);
        }
    }

    private Mutant Change(int first, int last, string replacement)
    {
        var (start, end) = (tokens[first].Start, tokens[last].End);
        var changed = string.Concat(text.AsSpan(0, start), replacement, text.AsSpan(end));

        var line = text.AsSpan(0, start).Count('\n');
        var left = changed.Split('\n')[line].Trim();
        return new(script, line + 1, left.Length > 0 ? left : $"without {Blanks().Replace(text[start..end], " ")}", changed);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
