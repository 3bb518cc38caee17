using ResetService.Storefronts;

namespace ResetService.Tests.Storefronts;

internal sealed class ContrastTests
{
    [TestCase("#000000", "#ffffff")]
    [TestCase("#1f5fbf", "#ffffff")]
    [TestCase("#B00020", "#ffffff")]
    [TestCase("#ff0000", "#000000")] // 5.3 : 1, white has 4.0
    [TestCase("#00a000", "#000000")]
    [TestCase("#ffd600", "#000000")]
    [TestCase("#ffffff", "#000000")]
    // The two greys between which white and black change places.
    [TestCase("#757575", "#ffffff")]
    [TestCase("#767676", "#000000")]
    public void Text_on_a_colour_is_what_stands_out_more(string color, string text) => Assert.That(Contrast.TextOn(color), Is.EqualTo(text));
}
