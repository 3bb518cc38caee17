using Microsoft.Extensions.Options;
using ResetService.Storefronts;

namespace ResetService.Letters;

internal static class LetterServices
{
    public static void AddLetters(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LetterWriter>();
        builder.Services.AddSingleton<IValidateOptions<StorefrontOptions>, LetterCheck>();
    }

    /// <summary>Shows each mail in each language and each shop's name at /dev/mails, in Development.</summary>
    public static void MapLetters(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment()) return;

        var mails = routes.MapGroup("/dev/mails").ExcludeFromDescription();
        mails.MapGet("/", LetterPreview.List);
        mails.MapGet("/{storefront}/{language}/{kind}.html", LetterPreview.Show);
        mails.MapGet("/{storefront}/{language}/{kind}.txt", LetterPreview.ShowText);
    }
}
