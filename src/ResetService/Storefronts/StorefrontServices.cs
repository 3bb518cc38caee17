using ResetService.Hosting;

namespace ResetService.Storefronts;

internal static class StorefrontServices
{
    public static void AddStorefronts(this WebApplicationBuilder builder)
    {
        builder.AddReloadingSettings<StorefrontOptions>("Storefronts");
        builder.AddStorefrontCors();
    }

    /// <returns>The storefront of that name, or the default one where it has left the settings since.</returns>
    public static Storefront Named(this StorefrontOptions storefronts, string? name) =>
        storefronts.TryGetValue(name ?? StorefrontOptions.Default, out var storefront) ? storefront : storefronts[StorefrontOptions.Default];
}
