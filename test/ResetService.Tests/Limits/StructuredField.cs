using System.Globalization;
using System.Text.RegularExpressions;

namespace ResetService.Tests.Limits;

/// <summary>Reads a structured field (RFC 9651) that is a list of one string with integer parameters, and nothing looser.</summary>
internal sealed partial record StructuredField(string Name, IReadOnlyDictionary<string, long> Parameters)
{
    public long this[string parameter] => Parameters[parameter];

    public static StructuredField Parse(string field)
    {
        var item = OneItem().Match(field);
        Assert.That(item.Success, Is.True, $"Not a string with integer parameters: {field}");

        return new(item.Groups["name"].Value, item.Groups["key"].Captures.Zip(item.Groups["value"].Captures)
            .ToDictionary(parameter => parameter.First.Value, parameter => long.Parse(parameter.Second.Value, CultureInfo.InvariantCulture)));
    }

    // §3.3.3 String, §3.1.2 Parameters, §3.3.1 Integer of up to 15 digits.
    [GeneratedRegex(@"\A""(?<name>([\x20-\x21\x23-\x5b\x5d-\x7e]|\\[\\""])*)""(; *(?<key>[a-z*][a-z0-9_.*-]*)=(?<value>-?[0-9]{1,15}))*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex OneItem();
}
