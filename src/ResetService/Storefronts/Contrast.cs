using System.Globalization;

namespace ResetService.Storefronts;

/// <summary>Which text can be read on a colour.</summary>
internal static class Contrast
{
    // Where white and black stand out alike, by 4.58 : 1. So the better of both always has the 4.5 : 1 that WCAG 2.2 asks (1.4.3).
    private const double Even = 0.179;

    /// <param name="color">As #rrggbb.</param>
    /// <returns>White or black, whichever stands out more.</returns>
    public static string TextOn(string color) => Luminance(color) < Even ? "#ffffff" : "#000000";

    // WCAG 2.2's relative luminance.
    private static double Luminance(string color) => 0.2126 * Linear(color[1..3]) + 0.7152 * Linear(color[3..5]) + 0.0722 * Linear(color[5..7]);

    private static double Linear(string hex)
    {
        var share = int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
