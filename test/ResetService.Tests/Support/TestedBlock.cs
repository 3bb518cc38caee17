using System.Text.RegularExpressions;

namespace ResetService.Tests.Support;

/// <summary>A block of README.md or of a guide that a test runs as it stands.</summary>
internal static partial class TestedBlock
{
    /// <param name="file">Where, from the repository's root.</param>
    /// <param name="name">What the comment above it begins with.</param>
    public static string Of(string file, string name) =>
        Blocks().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Single(block => block.Groups["name"].Value == name).Groups["text"].Value;

    [GeneratedRegex(@"<!-- (?<name>\w+): [^\n]*-->\n```\w*\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
