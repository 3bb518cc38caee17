namespace ResetService.Hosting;

/// <summary>A Lua script that ships inside the assembly, behind the prelude that all share. Redis runs it as one atomic step.</summary>
internal sealed class LuaFile(string name)
{
    public string Text { get; } = $"{Read("prelude.lua")}\n{Read(name)}";

    private static string Read(string name)
    {
        using var stream = typeof(LuaFile).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException("No such script is embedded.", name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
