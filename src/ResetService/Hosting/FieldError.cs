using ResetService.Languages;

namespace ResetService.Hosting;

/// <summary>What is wrong with a part of a request.</summary>
/// <param name="Field">The member or header.</param>
/// <param name="Error">A key of the languages' section <c>errors</c>.</param>
/// <param name="Count">The number in that text.</param>
internal sealed record FieldError(string Field, string Error, int? Count = null)
{
    public string In(Language language) => language.Text($"errors.{Error}", ("count", Count));
}
