using System.Reflection;
using System.Runtime.CompilerServices;
using ResetService.Hosting;

namespace ResetService.Mutants;

/// <summary>The scripts that the service embeds, and a way to run others in their place.</summary>
internal sealed class Scripts
{
    public const string Prelude = "prelude.lua";

    private readonly Dictionary<string, LuaFile> files;

    public Scripts()
    {
        var service = typeof(LuaFile).Assembly;
        Texts = service.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal)).ToDictionary(name => name, name => Read(service, name));
        files = service.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(LuaFile))
            .Select(field => (LuaFile)field.GetValue(null)!)
            .ToDictionary(file => Texts.Keys.Single(name => name != Prelude && file.Text == Behind(Texts[Prelude], Texts[name])));
    }

    /// <summary>Each file's text, by its name.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>What the service runs, by the file's name.</summary>
    public IReadOnlyDictionary<string, string> Running => files.ToDictionary(file => file.Key, file => file.Value.Text);

    public void Put(Mutant mutant) => Put(new Dictionary<string, string>(Texts) { [mutant.Script] = mutant.Text });

    public void PutBack() => Put(Texts);

    private void Put(IReadOnlyDictionary<string, string> texts)
    {
        foreach (var (name, file) in files) TextOf(file) = Behind(texts[Prelude], texts[name]);
    }

    private static string Behind(string prelude, string script) => $"{prelude}\n{script}";

    private static string Read(Assembly service, string name)
    {
        using var reader = new StreamReader(service.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // The service has no setter for it: what it runs is what was built.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Text>k__BackingField")]
    private static extern ref string TextOf(LuaFile file);
}
