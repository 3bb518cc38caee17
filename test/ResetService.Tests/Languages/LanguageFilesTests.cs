using ResetService.Languages;
using ResetService.Tests.Support;

namespace ResetService.Tests.Languages;

/// <summary>Every file says what English says, and nothing else.</summary>
internal sealed class LanguageFilesTests
{
    [Test]
    public void The_languages_are_those_of_the_folder()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "ResetService", "Languages"), "*.json").Select(Path.GetFileNameWithoutExtension);

        Assert.That(Language.All.Select(language => language.Tag), Is.EquivalentTo(files));
    }
}
