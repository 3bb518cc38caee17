namespace ResetService.Attack;

/// <summary>What must hold under an attack, and the figure that shows it.</summary>
internal sealed record Claim(string Text, string Figure, bool Holds);
