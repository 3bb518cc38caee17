using ResetService.Hosting;

namespace ResetService.HumanCheck;

/// <summary>Why a proof was refused.</summary>
internal static class HumanCheckRefusal
{
    public static readonly Refusal Missing = Because("missing");

    /// <summary>Not a proof, not ours, altered, not solved, or made for something else: telling these apart would help an attacker alone.</summary>
    public static readonly Refusal Invalid = Because("invalid");

    public static readonly Refusal Expired = Because("expired");

    public static readonly Refusal Replayed = Because("replayed");

    /// <param name="challenge">The one to solve instead.</param>
    public static Refusal TooEasy(Challenge challenge) =>
        new(Problems.HumanCheckFailed) { Extras = { ["reason"] = "too-easy", ["challenge"] = challenge } };

    private static Refusal Because(string reason) => new(Problems.HumanCheckFailed) { Extras = { ["reason"] = reason } };
}
