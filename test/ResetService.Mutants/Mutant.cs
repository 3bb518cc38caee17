namespace ResetService.Mutants;

/// <summary>A script with one thing changed.</summary>
/// <param name="Script">The script's name.</param>
/// <param name="Line">Where the change is.</param>
/// <param name="Change">The line as it is now, or what is gone where nothing of the line is left.</param>
/// <param name="Text">The whole script.</param>
internal sealed record Mutant(string Script, int Line, string Change, string Text)
{
    /// <summary>What names the change wherever it stands.</summary>
    public (string Script, string Change) Key => (Script, Change);

    public override string ToString() => $"{Script}:{Line}  {Change}";
}
