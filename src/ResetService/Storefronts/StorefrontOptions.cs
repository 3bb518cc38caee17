using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.Storefronts;

/// <summary>The shops of this deployment, by name; the section <c>Storefronts</c>. <c>default</c> serves who names none.</summary>
internal sealed class StorefrontOptions : Dictionary<string, Storefront>, IValidatableObject
{
    public const string Default = "default";

    /// <summary>Characters of a name.</summary>
    public const int LongestName = 64;

    public StorefrontOptions() : base(StringComparer.Ordinal)
    {
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ContainsKey(Default)) yield return new("is missing: it serves whoever names no storefront.", [Default]);

        foreach (var (name, storefront) in this)
        {
            if (name.Length > LongestName) yield return new($"is longer than {LongestName} characters.", [name]);
            foreach (var failure in Settings.Nested(name, storefront, validationContext)) yield return failure;
        }
    }
}
